package dev.moderato.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.policy.PolicyFolder;
import dev.moderato.policy.check.PolicyCheck;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PoliciesConfigMapTest {

    private static final Path POLICIES = Path.of("policies");
    private static final int MOST_BYTES = 1 << 20;

    /** The profiles' files that the service reads, by the ConfigMap that they belong in. */
    private static Map<String, TreeSet<String>> policies() throws IOException {
        var policies = new TreeMap<String, TreeSet<String>>();
        for (var profile : PolicyFolder.profiles(POLICIES)) {
            try (var files = Files.list(profile)) {
                policies.put("moderato-policies-" + profile.getFileName(), files
                    .filter(file -> file.endsWith(PolicyFolder.HAZARDS) || PolicyFolder.isPolicy(file))
                    .map(file -> POLICIES.relativize(file).toString()).collect(Collectors.toCollection(TreeSet::new)));
            }
        }
        return policies;
    }

    @Test
    void everyFileThatTheServiceReadsIsInItsProfilesConfigMap() throws IOException {
        var generated = new TreeMap<String, TreeSet<String>>();
        KustomizeFolder.at(POLICIES).generated()
            .forEach(map -> generated.put(map.getName(), new TreeSet<>(map.getFiles())));
        assertEquals(policies(), generated);
    }

    @Test
    void everyProfileIsMountedAsAFolderOfThePoliciesFolder() throws IOException {
        var base = Manifests.DEPLOY.resolve("base");
        var folder = KustomizeFolder.at(base).literals().get("MODERATO_POLICIES_FOLDER");
        var pods = Manifests.written(base).workloads().get(0);
        var volumes = pods.template().getSpec().getVolumes().stream().filter(volume -> volume.getConfigMap() != null)
            .collect(Collectors.toMap(volume -> volume.getConfigMap().getName(), Volume::getName));
        assertEquals(policies().keySet(), volumes.keySet());
        var mounts = pods.containers().get(0).getVolumeMounts().stream()
            .collect(Collectors.toMap(VolumeMount::getName, VolumeMount::getMountPath));
        volumes.forEach((map, volume) ->
            assertEquals(folder + "/" + map.replace("moderato-policies-", ""), mounts.get(volume)));
    }

    @Test
    void aConfigMapOfPoliciesFitsIntoTheCluster() {
        Manifests.rendered(Manifests.PRODUCTION).of(ConfigMap.class).forEach(map -> assertTrue(map.getData().values()
            .stream().mapToInt(String::length).sum() < MOST_BYTES / 2, map.getMetadata().getName()));
    }

    @Test
    void kustomizesFileIsNoPolicy() throws IOException {
        assertTrue(Files.exists(POLICIES.resolve("kustomization.yaml")));
        assertEquals(List.of(), PolicyCheck.of(POLICIES));
        assertEquals(List.of(POLICIES.resolve("default")), PolicyFolder.profiles(POLICIES));
    }
}
