package dev.moderato.guard;

import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Unavailable;
import java.util.Optional;

/**
 * How a guard stands: by its canaries, and by what its host says of the key and the model.
 *
 * @param tried whether its canaries were tried since the start
 * @param trouble why it isn't trusted just now
 * @param everTrusted whether it passed its canaries since the start
 */
record Standing(boolean tried, Optional<Trouble> trouble, boolean everTrusted) {

    static final Standing UNTRIED = new Standing(false, Optional.empty(), false);

    /** @param detail for people; never content, never a host's own words */
    record Trouble(Cause cause, String detail) {

        static Trouble of(Unavailable away) {
            return new Trouble(away.cause(), away.detail());
        }
    }

    /** What its canaries came to. Whoever is distrusted stays so until they are passed, whatever else is in the way. */
    Standing after(Optional<Trouble> found) {
        return new Standing(true, distrusted() && found.isPresent() ? trouble : found, everTrusted || found.isEmpty());
    }

    /** What a question came to: a key or a model that is refused shows at once, and an answer that it is over. */
    Standing after(Assessment said) {
        if (distrusted()) {
            return this;
        }
        if (said instanceof Unavailable away && lasts(away.cause())) {
            return new Standing(tried, Optional.of(Trouble.of(away)), everTrusted);
        }
        return said instanceof Assessed && trouble.isPresent()
            ? new Standing(tried, Optional.empty(), everTrusted) : this;
    }

    /** Whether it judged wrongly what it must know. */
    boolean distrusted() {
        return trouble.filter(why -> why.cause() == Cause.DISTRUSTED).isPresent();
    }

    /** Whether somebody has to do something about it. */
    boolean wantsHelp() {
        return trouble.filter(why -> lasts(why.cause())).isPresent();
    }

    private static boolean lasts(Cause cause) {
        return switch (cause) {
            case UNAUTHORIZED, MODEL_GONE, DISTRUSTED -> true;
            default -> false;
        };
    }
}
