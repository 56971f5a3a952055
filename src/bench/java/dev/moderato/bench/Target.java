package dev.moderato.bench;

import java.net.URI;
import java.util.function.IntFunction;

/**
 * What requests are sent to.
 *
 * @param name as the table says it
 * @param body of the request of that number; no two are the same, so that nothing is found again
 * @param submissions how many are in one request
 */
record Target(String name, URI url, String contentType, IntFunction<String> body, int submissions) {

    static Target json(String name, URI url, IntFunction<String> body) {
        return new Target(name, url, "application/json", body, 1);
    }
}
