package dev.moderato.guard;

/**
 * A host's answer that is no 2xx, as far as it could be read.
 *
 * @param code the host's own word for it, or empty: {@code context_length_exceeded}, {@code model_not_found}, …
 * @param message the host's sentence, or empty; hosts quote requests in it, so it is never logged
 * @param param the request field that the host complains of, or empty
 */
public record HostError(int status, String code, String message, String param) {

    @Override
    public String toString() {
        return "status " + status + (code.isEmpty() ? "" : " " + code);
    }
}
