package dev.moderato.guard;

import dev.moderato.guard.Turn.Role;
import dev.moderato.policy.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is to be judged and in the light of what.
 *
 * @param conversation earlier turns, oldest first, roles in any order
 */
public record Exchange(Content content, Direction direction, List<Turn> conversation) {

    public Exchange {
        conversation = List.copyOf(conversation);
    }

    public static Exchange of(String text) {
        return new Exchange(Content.of(text), Direction.INPUT, List.of());
    }

    /**
     * What a verdict is wanted on: of an input, the content after all user turns since the last reply, because a text
     * cut into several turns is still one text; of an output, the content alone.
     */
    public Content judged() {
        var judged = content;
        for (var i = conversation.size() - 1; i >= answered(); i--) {
            judged = conversation.get(i).content().then(judged);
        }
        return judged;
    }

    /** The turns before what is judged, each run of one role merged into one turn. */
    public List<Turn> earlier() {
        var earlier = new ArrayList<Turn>();
        for (var turn : conversation.subList(0, answered())) {
            var last = earlier.isEmpty() ? null : earlier.get(earlier.size() - 1);
            if (last != null && last.role() == turn.role()) {
                earlier.set(earlier.size() - 1, new Turn(turn.role(), last.content().then(turn.content())));
            } else {
                earlier.add(turn);
            }
        }
        return earlier;
    }

    /** Whether there is an image in what is judged or in what came before. */
    public boolean hasImages() {
        return content.hasImages() || conversation.stream().anyMatch(turn -> turn.content().hasImages());
    }

    /** The same with every text changed. */
    Exchange mapText(UnaryOperator<String> change) {
        return new Exchange(content.mapText(change), direction, conversation.stream()
            .map(turn -> new Turn(turn.role(), turn.content().mapText(change))).toList());
    }

    private int answered() {
        if (direction == Direction.OUTPUT) {
            return conversation.size();
        }
        var end = conversation.size();
        while (end > 0 && conversation.get(end - 1).role() == Role.USER) {
            end--;
        }
        return end;
    }
}
