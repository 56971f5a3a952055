package dev.moderato.policy.pack;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a pack's files, which strangers wrote. */
final class PackText {

    private PackText() {
    }

    /**
     * @param most bytes
     * @throws BrokenPackException when it is larger, or not UTF-8
     */
    static String of(Path file, long most) throws IOException {
        if (Files.size(file) > most) {
            throw new BrokenPackException(file, "has more than " + most + " bytes");
        }
        try {
            var text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new BrokenPackException(file, "is not UTF-8");
        }
    }
}
