package bare;

import java.util.List;

/** What the models said. */
record Answer(List<String> said) {
}
