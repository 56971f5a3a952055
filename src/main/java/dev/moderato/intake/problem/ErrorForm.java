package dev.moderato.intake.problem;

/** How another program's dialect tells errors, on its own paths. */
public interface ErrorForm {

    boolean speaksAt(String path);

    /** What is written as JSON. */
    Object body(Problem problem);
}
