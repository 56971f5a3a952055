package bare;

/** What is judged. */
record Submission(String content) {
}
