package bare;

/** What both endpoints ask with. */
final class Asked {

    /** About as long as a policy of the bench's. */
    static final String POLICY = "policy ".repeat(400);
    static final String KEY = "test-key";
    /** To each host, as many as the service is given. */
    static final int CONNECTIONS = 256;

    private Asked() {
    }
}
