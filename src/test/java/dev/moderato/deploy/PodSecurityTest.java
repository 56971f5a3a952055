package dev.moderato.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Our pods meet Kubernetes' "restricted" standard, which their namespace demands, and more. */
class PodSecurityTest {

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MODELS")
    void ourPodsMayDoNothingButTheirWork(Applied applied) throws IOException {
        for (var pods : applied.manifests().workloads()) {
            var pod = pods.template().getSpec();
            assertEquals(false, pod.getAutomountServiceAccountToken(), pods.name());
            assertEquals(false, pod.getEnableServiceLinks(), pods.name());
            assertEquals(true, pod.getSecurityContext().getRunAsNonRoot());
            assertEquals(65532, pod.getSecurityContext().getRunAsUser());
            assertEquals("RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType());
            for (var container : pods.containers()) {
                var security = container.getSecurityContext();
                assertEquals(true, security.getReadOnlyRootFilesystem());
                assertEquals(false, security.getAllowPrivilegeEscalation());
                assertEquals(List.of("ALL"), security.getCapabilities().getDrop());
                assertEquals(container.getResources().getRequests().get("memory"),
                    container.getResources().getLimits().get("memory"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MODELS")
    void aStopLeavesTimeToFinishWhatWasAccepted(Applied applied) throws IOException {
        var drain = ConfigProvider.getConfig().getValue("quarkus.shutdown.timeout", Duration.class);
        applied.manifests().of(Deployment.class).flatMap(Workload::of).forEach(pods -> pods.containers().forEach(
            container -> assertTrue(container.getLifecycle().getPreStop().getSleep().getSeconds() + drain.toSeconds()
                < pods.template().getSpec().getTerminationGracePeriodSeconds())));
    }

    @Test
    void theThreeProbesAskThreeQuestions() {
        var pods = Manifests.written(Manifests.DEPLOY.resolve("base")).workloads().get(0);
        var paths = WiringTest.probes(pods.containers().get(0)).map(probe -> probe.getHttpGet().getPath()).toList();
        assertEquals(3, paths.stream().distinct().count(), paths.toString());
        assertFalse(paths.contains("/q/health"), "would ask all at once");
    }
}
