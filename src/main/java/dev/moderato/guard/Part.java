package dev.moderato.guard;

/** One piece of content. Neither kind shows what it holds when printed. */
public sealed interface Part {

    record Text(String text) implements Part {

        @Override
        public String toString() {
            return "text of " + text.length() + " characters";
        }
    }

    /**
     * @param mediaType {@code image/png}, {@code image/jpeg}, {@code image/gif} or {@code image/webp}
     * @param base64 the image's bytes
     */
    record Image(String mediaType, String base64) implements Part {

        /** The image as a data URI, which is how every host takes it. */
        public String uri() {
            return "data:" + mediaType + ";base64," + base64;
        }

        @Override
        public String toString() {
            return mediaType + " of " + base64.length() / 4 * 3 + " bytes";
        }
    }
}
