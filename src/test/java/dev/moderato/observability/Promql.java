package dev.moderato.observability;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a PromQL expression reads, as far as a name can be misspelt in it: there is no parser of PromQL among Maven's
 * artifacts, so this splits it into Prometheus's tokens and follows brackets. Whether it is well-formed says promtool.
 *
 * @param selectors the metrics, with what their labels must be
 * @param grouping the labels after {@code by}, {@code on} and the like
 */
record Promql(List<Selector> selectors, Set<String> grouping) {

    private static final Pattern TOKEN = Pattern.compile("""
        (?<blank>\\s+|\\#[^\\n]*)|(?<string>"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`)\
        |(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|(?<number>[0-9.][0-9a-zA-Z.]*)|\
        (?<symbol>=~|!~|==|!=|<=|>=|[-+*/%^=<>(){}\\[\\],@:])\
        """);
    private static final Set<String> LISTS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> AGGREGATIONS = Set.of("sum", "avg", "min", "max", "count", "group", "stddev",
        "stdvar", "topk", "bottomk", "quantile", "count_values");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset", "atan2", "inf", "nan");

    record Selector(String metric, List<Matcher> matchers) {
    }

    /** @param operator {@code =}, {@code !=}, {@code =~} or {@code !~} */
    record Matcher(String label, String operator, String value) {
    }

    static Promql of(String expression) {
        var reader = new Reader(tokens(expression));
        reader.read();
        return new Promql(reader.selectors, reader.grouping);
    }

    private static List<String> tokens(String expression) {
        var tokens = new ArrayList<String>();
        var token = TOKEN.matcher(expression);
        for (var at = 0; at < expression.length(); at = token.end()) {
            if (!token.region(at, expression.length()).lookingAt()) {
                throw new IllegalArgumentException("no PromQL at " + at + ": " + expression);
            }
            if (token.group("blank") == null) {
                tokens.add(token.group());
            }
        }
        return tokens;
    }

    private static final class Reader {

        private final List<String> tokens;
        private final List<Selector> selectors = new ArrayList<>();
        private final Set<String> grouping = new LinkedHashSet<>();
        private int at;

        Reader(List<String> tokens) {
            this.tokens = tokens;
        }

        void read() {
            while (at < tokens.size()) {
                var token = next();
                if (token.equals("[")) {
                    until("]");
                } else if (LISTS.contains(token.toLowerCase(Locale.ROOT))) {
                    if (peek().equals("(")) {
                        grouping.addAll(until(")").stream().filter(Reader::isName).toList());
                    }
                } else if (isName(token) && !isWord(token)) {
                    selectors.add(new Selector(token, peek().equals("{") ? matchers(until("}")) : List.of()));
                }
            }
        }

        /** A function, an aggregation or an operator. */
        private boolean isWord(String name) {
            var word = name.toLowerCase(Locale.ROOT);
            return peek().equals("(") || OPERATORS.contains(word)
                || AGGREGATIONS.contains(word) && LISTS.contains(peek().toLowerCase(Locale.ROOT));
        }

        private static List<Matcher> matchers(List<String> inBraces) {
            var matchers = new ArrayList<Matcher>();
            for (var i = 1; i + 3 <= inBraces.size(); i += 4) {
                var value = inBraces.get(i + 2);
                matchers.add(new Matcher(inBraces.get(i), inBraces.get(i + 1), value.substring(1, value.length() - 1)));
            }
            return matchers;
        }

        /** What comes, the opening bracket included, up to the closing one. */
        private List<String> until(String closing) {
            var taken = new ArrayList<String>();
            for (var token = next(); !token.equals(closing); token = next()) {
                taken.add(token);
            }
            return taken;
        }

        private static boolean isName(String token) {
            return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
        }

        private String next() {
            return tokens.get(at++);
        }

        private String peek() {
            return at < tokens.size() ? tokens.get(at) : "";
        }
    }
}
