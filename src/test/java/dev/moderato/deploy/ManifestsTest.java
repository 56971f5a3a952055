package dev.moderato.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {

    static List<Path> files() throws IOException {
        try (var files = Files.walk(Manifests.DEPLOY)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                // promtool's own
                .filter(file -> !file.toString().endsWith("_test.yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFieldOfAManifestIsOneOfItsKind(Path file) {
        assertFalse(ManifestReader.read(KustomizeFolder.text(file)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec:", "terminationGracePeriodSeconds:", "readOnlyRootFilesystem:", "failureThreshold:",
        "secretKeyRef:", "seconds:", "sizeLimit:", "whenUnsatisfiable:"})
    void aMisspeltFieldIsRefusedWhereverItStands(String field) {
        var deployment = KustomizeFolder.text(Manifests.DEPLOY.resolve("base/deployment.yaml"));
        ManifestReader.read(deployment);
        assertTrue(deployment.contains(field));
        var misspelt = deployment.replaceFirst(field, "x" + field);
        assertThrows(Exception.class, () -> ManifestReader.read(misspelt));
    }

    @Test
    void aSecretIsNoManifestOfOurs() {
        assertThrows(IllegalArgumentException.class, () -> ManifestReader.read("{apiVersion: v1, kind: Secret}"));
    }

    @Test
    void whatIsListedIsThereAndWhatIsThereIsListed() throws IOException {
        for (var folder : KustomizeFolder.below(Manifests.DEPLOY)) {
            var written = folder.manifests().map(HasMetadata::getKind).toList();
            assertFalse(written.isEmpty() && folder.generated().isEmpty(), folder.folder().toString());
            try (var files = Files.list(folder.folder())) {
                var names = files.map(Path::getFileName).map(Path::toString).filter(name -> name.endsWith(".yaml"))
                    .filter(name -> !name.equals("kustomization.yaml") && !name.endsWith("_test.yaml")).toList();
                var text = KustomizeFolder.text(folder.folder().resolve("kustomization.yaml"));
                names.forEach(name -> assertTrue(text.contains(name), folder.folder() + ": " + name));
            }
        }
    }

    @Test
    void theLocalOverlayIsOnePodThatNeedsNoSecret() {
        var local = Manifests.rendered(Manifests.LOCAL);
        var moderato = local.of(Deployment.class).findFirst().orElseThrow();
        assertEquals(1, moderato.getSpec().getReplicas());
        assertFalse(moderato.toString().contains("moderato-database"));
        assertTrue(local.of(ConfigMap.class).anyMatch(map -> map.getMetadata().getName()
            .equals("moderato-policies-default")), "an edited policy reloads under the same name");
    }

    @Test
    void inProductionAnEditedPolicyOrSettingStartsARollout() {
        var production = Manifests.rendered(Manifests.PRODUCTION);
        for (var name : List.of("moderato", "moderato-policies-default")) {
            assertTrue(production.of(ConfigMap.class)
                .anyMatch(map -> map.getMetadata().getName().matches(name + "-[a-z0-9]{10}")), name);
        }
    }
}
