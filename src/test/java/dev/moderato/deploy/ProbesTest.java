package dev.moderato.deploy;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the cluster asks the service, it answers. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class ProbesTest {

    @Test
    void theServiceAnswersWhereItIsProbed() {
        Manifests.written(Manifests.DEPLOY.resolve("base")).workloads().stream()
            .flatMap(pods -> pods.containers().stream()).flatMap(WiringTest::probes)
            .forEach(probe -> Awaitility.await(probe.getHttpGet().getPath()).until(() ->
                given().get(probe.getHttpGet().getPath()).statusCode() == 200));
    }

    @Test
    void theAutoscalersMetricIsThereFromTheStart() {
        Manifests.written(Manifests.PRODUCTION).of(HorizontalPodAutoscaler.class)
            .flatMap(scaler -> scaler.getSpec().getMetrics().stream()).map(MetricSpec::getPods).filter(Objects::nonNull)
            .forEach(pods -> given().get("/q/metrics").then().body(containsString("\n" + pods.getMetric().getName())));
    }
}
