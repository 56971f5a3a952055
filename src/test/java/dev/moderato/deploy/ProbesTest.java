package dev.moderato.deploy;

import static io.restassured.RestAssured.given;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

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
}
