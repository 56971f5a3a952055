package dev.moderato;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

@QuarkusMain
public class Moderato {

    public static void main(String... args) {
        Quarkus.run(args);
    }
}
