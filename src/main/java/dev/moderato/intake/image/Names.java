package dev.moderato.intake.image;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Where a host is. */
interface Names {

    /** Blocks. */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
