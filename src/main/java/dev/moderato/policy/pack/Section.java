package dev.moderato.policy.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What stands under one heading of a Markdown text.
 *
 * @param level of the heading, from 1; 0 for what stands above the first
 * @param line from 1
 */
record Section(int level, String title, int line, List<Item> items) {

    private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(.*?)[\\s#]*");
    private static final Pattern BULLET = Pattern.compile("[-*+]\\s+(.*)");

    /**
     * A line of it, without bold and code fences.
     *
     * @param below the indented lines that belong to a bullet
     */
    record Item(String text, boolean bullet, List<String> below, int line) {
    }

    static List<Section> of(String text) {
        var sections = new ArrayList<Section>();
        sections.add(new Section(0, "", 1, new ArrayList<>()));
        var fenced = false;
        var number = 0;
        for (var line : text.lines().toList()) {
            number++;
            if (line.strip().startsWith("```") || line.strip().startsWith("~~~")) {
                fenced = !fenced;
                continue;
            }
            var heading = HEADING.matcher(line);
            if (!fenced && heading.matches()) {
                sections.add(new Section(heading.group(1).length(), plain(heading.group(2)), number,
                    new ArrayList<>()));
            } else if (!line.isBlank()) {
                sections.get(sections.size() - 1).add(line, number);
            }
        }
        return sections;
    }

    private void add(String line, int number) {
        var last = items.isEmpty() ? null : items.get(items.size() - 1);
        if (last != null && last.bullet() && Character.isWhitespace(line.charAt(0))) {
            var indented = line.replace("\t", "  ").stripTrailing();
            last.below().add(" ".repeat(indented.length() - indented.strip().length()) + plain(indented));
            return;
        }
        var bullet = BULLET.matcher(line.strip());
        items.add(bullet.matches() ? new Item(plain(bullet.group(1)), true, new ArrayList<>(), number)
            : new Item(plain(line), false, new ArrayList<>(), number));
    }

    private static String plain(String line) {
        return line.replace("**", "").replace("```", "").replaceAll("\\p{Cntrl}", " ").strip();
    }

    /** Whether its title is one of these, in whatever case. */
    boolean isTitled(String... titles) {
        return List.of(titles).contains(title.toLowerCase(Locale.ROOT));
    }

    List<Item> bullets() {
        return items.stream().filter(Item::bullet).toList();
    }
}
