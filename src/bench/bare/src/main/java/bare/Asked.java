package bare;

/** What both endpoints ask with. */
final class Asked {

    /** About as long as a policy of the bench's. */
    static final String POLICY = "policy ".repeat(400);
    static final String KEY = "test-key";

    private Asked() {
    }
}
