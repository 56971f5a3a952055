package dev.moderato.guard;

import java.util.ArrayList;
import java.util.List;

/** The top-level {@code {…}} of a text, found by a scan that knows strings and escapes. */
final class JsonObjects {

    private JsonObjects() {
    }

    /** In their order. An object that is still open at the end is left out. */
    static List<String> in(String text) {
        var objects = new ArrayList<String>();
        var depth = 0;
        var begin = 0;
        var quoted = false;
        for (var i = 0; i < text.length(); i++) {
            var unit = text.charAt(i);
            if (quoted) {
                if (unit == '\\') {
                    i++;
                } else if (unit == '"') {
                    quoted = false;
                }
            } else if (unit == '"') {
                quoted = depth > 0;
            } else if (unit == '{') {
                begin = depth++ == 0 ? i : begin;
            } else if (unit == '}' && depth > 0 && --depth == 0) {
                objects.add(text.substring(begin, i + 1));
            }
        }
        return objects;
    }
}
