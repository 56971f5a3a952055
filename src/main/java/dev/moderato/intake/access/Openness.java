package dev.moderato.intake.access;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Whether anybody may come in. Stops a start that would leave the door open to the network by oversight. */
@Startup
@ApplicationScoped
class Openness {

    private static final Logger LOG = Logger.getLogger(Openness.class);
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[?::1]?");

    private final boolean open;
    private final boolean toThisMachineAlone;

    Openness(AccessSettings settings, ApiKeys keys, @ConfigProperty(name = "quarkus.http.host") String host,
             @ConfigProperty(name = "quarkus.oidc.tenant-enabled") boolean tokens) {
        var closed = !keys.isEmpty() || tokens;
        if (closed && settings.open()) {
            throw new IllegalStateException("moderato.open=true would let in nobody besides the keys and tokens that"
                + " are configured: take out the one or the other");
        }
        if (!closed && !settings.open() && !isLoopback(host)) {
            throw new IllegalStateException("quarkus.http.host=" + host + " would let in anybody who reaches it, since"
                + " no keys are configured. Make one with the command `key NAME`, set quarkus.oidc.auth-server-url, or"
                + " moderato.open=true if that is what you want");
        }
        open = !closed;
        toThisMachineAlone = open && !settings.open();
        if (open) {
            LOG.warnf("open: anybody who reaches %s may submit and read everything; no keys are configured", host);
        }
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Whether anybody may call by this name. A page in a browser on this machine could otherwise call us by a name of
     * its own that it lets point to the loopback (DNS rebinding), and read the answers.
     *
     * @param host the request's {@code Host}, without the port
     */
    boolean isCalledByItsName(String host) {
        return !toThisMachineAlone || host == null || host.equals("localhost")
            || LOOPBACK.matcher(host).matches();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
