package dev.moderato.intake.image;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses belong to the public Internet.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's registry of special IPv4
 *     addresses</a> and <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">that of IPv6</a>
 */
final class PublicAddresses {

    private static final List<Subnet> NOT_PUBLIC_V4 = subnets("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10",
        "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    /** Global unicast, RFC 4291. What maps or translates IPv4 lies outside of it, or below. */
    private static final List<Subnet> UNICAST_V6 = subnets("2000::/3");

    private static final List<Subnet> NOT_PUBLIC_V6 = subnets("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private PublicAddresses() {
    }

    /** IPv6 addresses that map IPv4 are IPv4 in Java. */
    static boolean contain(InetAddress address) {
        return address instanceof Inet4Address ? !in(NOT_PUBLIC_V4, address)
            : in(UNICAST_V6, address) && !in(NOT_PUBLIC_V6, address);
    }

    private static boolean in(List<Subnet> subnets, InetAddress address) {
        return subnets.stream().anyMatch(subnet -> subnet.contains(address.getAddress()));
    }

    private static List<Subnet> subnets(String... subnets) {
        return Stream.of(subnets).map(Subnet::parse).toList();
    }

    /** All addresses that begin with the same bits. Netty's own rule for this takes fc00::/7 for a part of 2000::/3. */
    private record Subnet(byte[] address, int bits) {

        static Subnet parse(String subnet) {
            var slash = subnet.indexOf('/');
            try {
                return new Subnet(InetAddress.getByName(subnet.substring(0, slash)).getAddress(),
                    Integer.parseInt(subnet.substring(slash + 1)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(subnet, e);
            }
        }

        boolean contains(byte[] other) {
            for (var bit = 0; bit < bits; bit++) {
                if (((address[bit / 8] ^ other[bit / 8]) & 0x80 >> bit % 8) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
