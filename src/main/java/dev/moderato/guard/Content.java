package dev.moderato.guard;

import dev.moderato.guard.Part.Image;
import dev.moderato.guard.Part.Text;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ordered parts, text or image. Printing it tells sizes only, so it can't be logged by accident. */
public record Content(List<Part> parts) {

    public Content {
        parts = List.copyOf(parts);
    }

    public static Content of(String text) {
        return new Content(List.of(new Text(text)));
    }

    /** The text parts, a line feed between them. */
    public String text() {
        return parts.size() == 1 && parts.get(0) instanceof Text text ? text.text()
            : parts.stream().filter(Text.class::isInstance).map(part -> ((Text) part).text())
                .collect(Collectors.joining("\n"));
    }

    public List<Image> images() {
        return parts.stream().filter(Image.class::isInstance).map(Image.class::cast).toList();
    }

    public boolean hasImages() {
        return parts.stream().anyMatch(Image.class::isInstance);
    }

    /** This, then the other. */
    public Content then(Content other) {
        return new Content(Stream.concat(parts.stream(), other.parts.stream()).toList());
    }

    Content mapText(UnaryOperator<String> change) {
        return new Content(parts.stream()
            .map(part -> part instanceof Text text ? new Text(change.apply(text.text())) : part).toList());
    }

    @Override
    public String toString() {
        return parts.toString();
    }
}
