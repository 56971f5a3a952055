package dev.moderato.deploy;

import java.io.IOException;

/** The sets of manifests that somebody applies, and the same as they are written, for where no kubectl is. */
enum Applied {
    WRITTEN {
        @Override
        Manifests manifests() {
            return Manifests.written(Manifests.PRODUCTION);
        }
    },
    MODELS {
        @Override
        Manifests manifests() {
            return Manifests.examples("models");
        }
    },
    LOCAL {
        @Override
        Manifests manifests() {
            return Manifests.rendered(Manifests.LOCAL);
        }
    },
    PRODUCTION {
        @Override
        Manifests manifests() {
            return Manifests.rendered(Manifests.PRODUCTION);
        }
    },
    PRODUCTION_WITH_KAFKA {
        @Override
        Manifests manifests() throws IOException {
            return Manifests.rendered(Manifests.PRODUCTION, "kafka");
        }
    },
    PRODUCTION_WITH_KEDA {
        @Override
        Manifests manifests() throws IOException {
            return Manifests.rendered(Manifests.PRODUCTION, "kafka", "keda");
        }
    };

    abstract Manifests manifests() throws IOException;
}
