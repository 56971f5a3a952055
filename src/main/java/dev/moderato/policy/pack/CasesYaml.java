package dev.moderato.policy.pack;

import dev.moderato.policy.Direction;
import dev.moderato.policy.pack.PackCases.Labelled;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Writes cases as their file has them, one line a text whatever is in it. */
final class CasesYaml {

    private CasesYaml() {
    }

    /** @param source for whoever asks where they come from, one line */
    static String of(List<Labelled> cases, String source) {
        var options = new DumperOptions();
        options.setSplitLines(false);
        options.setAllowUnicode(true);
        options.setIndent(4);
        options.setIndicatorIndent(2);
        var text = new StringWriter().append("# ").append(source).append('\n');
        new Yaml(options).serialize(mapping(List.of(pair("cases", new SequenceNode(Tag.SEQ,
            cases.stream().map(CasesYaml::node).toList(), FlowStyle.BLOCK)))), text);
        return text.toString();
    }

    private static Node node(Labelled one) {
        var pairs = new ArrayList<NodeTuple>();
        pairs.add(pair("content", scalar(one.content(), ScalarStyle.DOUBLE_QUOTED)));
        pairs.add(pair("expected", scalar(one.expected(), ScalarStyle.PLAIN)));
        pairs.add(pair("why", scalar(one.why(), ScalarStyle.DOUBLE_QUOTED)));
        if (one.direction() == Direction.OUTPUT) {
            pairs.add(pair("direction", scalar("output", ScalarStyle.PLAIN)));
        }
        return mapping(pairs);
    }

    private static MappingNode mapping(List<NodeTuple> pairs) {
        return new MappingNode(Tag.MAP, pairs, FlowStyle.BLOCK);
    }

    private static NodeTuple pair(String key, Node value) {
        return new NodeTuple(scalar(key, ScalarStyle.PLAIN), value);
    }

    private static ScalarNode scalar(String value, ScalarStyle style) {
        return new ScalarNode(Tag.STR, value, null, null, style);
    }
}
