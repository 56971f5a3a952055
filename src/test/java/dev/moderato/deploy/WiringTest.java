package dev.moderato.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a manifest says of another is so. */
class WiringTest {

    @ParameterizedTest
    @EnumSource
    void everySelectorFindsPods(Applied applied) throws IOException {
        var manifests = applied.manifests();
        manifests.of(Service.class).forEach(service ->
            assertEquals(1, found(manifests, service, service.getSpec().getSelector()), service.toString()));
        manifests.of(PodDisruptionBudget.class).forEach(budget ->
            assertEquals(1, found(manifests, budget, budget.getSpec().getSelector().getMatchLabels())));
        manifests.of(NetworkPolicy.class).forEach(policy ->
            assertTrue(found(manifests, policy, policy.getSpec().getPodSelector().getMatchLabels()) > 0,
                policy.getMetadata().getName()));
        manifests.of(Deployment.class).forEach(deployment -> {
            var pods = Workload.of(deployment).findFirst().orElseThrow();
            assertTrue(pods.has(deployment.getSpec().getSelector()), pods.name());
            assertTrue(pods.template().getSpec().getTopologySpreadConstraints().stream()
                .map(TopologySpreadConstraint::getLabelSelector).allMatch(pods::has), pods.name());
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatScalesTheServiceScalesIt(Applied applied) throws IOException {
        var manifests = applied.manifests();
        var targets = Stream.concat(
            manifests.of(HorizontalPodAutoscaler.class).map(scaler -> scaler.getSpec().getScaleTargetRef().getName()),
            manifests.of(GenericKubernetesResource.class).filter(resource -> resource.getKind().equals("ScaledObject"))
                .map(scaled -> scaled.<String>get("spec", "scaleTargetRef", "name"))).toList();
        assertTrue(targets.size() <= 1, "two autoscalers: " + targets);
        targets.forEach(target -> {
            var scaled = manifests.of(Deployment.class)
                .filter(deployment -> deployment.getMetadata().getName().equals(target)).findFirst().orElseThrow();
            assertEquals(null, scaled.getSpec().getReplicas(), "the autoscaler's business");
        });
    }

    @ParameterizedTest
    @EnumSource
    void portsAreNamedAsTheContainersNameThem(Applied applied) throws IOException {
        var manifests = applied.manifests();
        manifests.of(Service.class).forEach(service -> service.getSpec().getPorts().forEach(port ->
            assertTrue(pods(manifests, service, service.getSpec().getSelector())
                .allMatch(pods -> pods.hasPort(port.getTargetPort().getStrVal())), service.getMetadata().getName())));
        manifests.workloads().forEach(pods -> pods.containers().stream().flatMap(WiringTest::probes).forEach(probe ->
            assertTrue(pods.hasPort(probe.getHttpGet().getPort().getStrVal()), pods.name())));
        manifests.of(NetworkPolicy.class).forEach(policy -> policy.getSpec().getIngress().stream()
            .flatMap(rule -> rule.getPorts().stream()).forEach(port ->
                assertTrue(pods(manifests, policy, policy.getSpec().getPodSelector().getMatchLabels())
                    .allMatch(pods -> pods.hasPort(port.getPort().getStrVal())), policy.getMetadata().getName())));
    }

    @ParameterizedTest
    @EnumSource
    void aServiceMonitorFindsTheServiceAndItsPort(Applied applied) throws IOException {
        var manifests = applied.manifests();
        manifests.of(ServiceMonitor.class).forEach(monitor -> {
            var services = manifests.of(Service.class).filter(service -> service.getMetadata().getLabels().entrySet()
                .containsAll(monitor.getSpec().getSelector().getMatchLabels().entrySet())).toList();
            assertEquals(1, services.size(), monitor.getMetadata().getName());
            var ports = services.get(0).getSpec().getPorts().stream().map(port -> port.getName()).toList();
            monitor.getSpec().getEndpoints().forEach(endpoint -> assertTrue(ports.contains(endpoint.getPort())));
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMountedIsAVolumeAndWhatItIsMadeOfIsThere(Applied applied) throws IOException {
        var manifests = applied.manifests();
        var claims = names(manifests, PersistentVolumeClaim.class);
        var maps = names(manifests, ConfigMap.class);
        if (applied == Applied.WRITTEN) {
            Stream.of(Manifests.DEPLOY.resolve("base"), Manifests.DEPLOY.resolveSibling("policies"))
                .flatMap(folder -> KustomizeFolder.at(folder).generated().stream())
                .forEach(generated -> maps.add(generated.getName()));
        }
        for (var pods : manifests.workloads()) {
            var volumes = pods.template().getSpec().getVolumes();
            assertEquals(volumes.stream().map(Volume::getName).collect(Collectors.toSet()),
                pods.containers().stream().flatMap(container -> container.getVolumeMounts().stream())
                    .map(VolumeMount::getName).collect(Collectors.toSet()), pods.name());
            volumes.stream().map(Volume::getPersistentVolumeClaim).filter(Objects::nonNull)
                .forEach(claim -> assertTrue(claims.contains(claim.getClaimName()), claim.toString()));
            Stream.concat(volumes.stream().map(Volume::getConfigMap).filter(Objects::nonNull).map(map -> map.getName()),
                pods.containers().stream().flatMap(container -> container.getEnvFrom().stream())
                    .map(from -> from.getConfigMapRef()).filter(Objects::nonNull).map(map -> map.getName()))
                .forEach(name -> assertTrue(maps.contains(name), name));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMigrationIsReachedByNobodyAndScaledByNothing(Applied applied) throws IOException {
        var manifests = applied.manifests();
        manifests.of(Job.class).flatMap(Workload::of).forEach(migration -> {
            assertFalse(manifests.of(Service.class)
                .anyMatch(service -> migration.has(service.getSpec().getSelector())));
            assertFalse(manifests.of(Deployment.class)
                .anyMatch(deployment -> migration.has(deployment.getSpec().getSelector())));
        });
    }

    private static Set<String> names(Manifests manifests, Class<? extends HasMetadata> type) {
        return manifests.of(type).map(manifest -> manifest.getMetadata().getName())
            .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long found(Manifests manifests, HasMetadata selecting, Map<String, String> labels) {
        return pods(manifests, selecting, labels).count();
    }

    private static Stream<Workload> pods(Manifests manifests, HasMetadata selecting, Map<String, String> labels) {
        return manifests.workloads().stream().filter(pods -> pods.isIn(selecting) && pods.has(labels));
    }

    static Stream<Probe> probes(Container container) {
        return Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
            .filter(Objects::nonNull);
    }
}
