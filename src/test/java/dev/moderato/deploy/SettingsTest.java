package dev.moderato.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.GuardSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.Service;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SettingsTest {

    private static final Pattern SECRET_NAME = Pattern.compile(
        "(?i).*(password|secret|token|api_?key|credential|jaas|private|_hash$).*");
    private static final Pattern SECRET_VALUE = Pattern.compile(
        "(?s).*(sha256:[0-9a-f]{64}|-----BEGIN|://[^/ ]+:[^/ ]+@|\\b(mod|gsk|sk|hf|ghp)[-_][A-Za-z0-9_-]{16,}).*");
    private static final Pattern MADE = Pattern.compile("secret generic (\\S+)((?:.*\\\\\n)*.*)");
    private static final Pattern KEY = Pattern.compile("--from-literal=([^=]+)=");

    @Test
    void everySettingIsOneThatTheServiceKnows() throws IOException {
        var known = new KnownSettings();
        for (var folder : KustomizeFolder.below(Manifests.DEPLOY)) {
            Stream.concat(folder.literals().keySet().stream(),
                    Stream.concat(folder.manifests(), folder.patches()).flatMap(Workload::of)
                        .flatMap(pods -> pods.containers().stream())
                        .flatMap(container -> container.getEnv().stream()).map(EnvVar::getName))
                .forEach(name -> assertTrue(known.know(name), folder.folder() + ": " + name));
        }
    }

    @Test
    void aMisspeltSettingIsNotKnown() throws IOException {
        var known = new KnownSettings();
        for (var name : List.of("MODERATO_DEADLINE", "MODERATO_GUARDS_TEI_URL", "MODERATO_KEYS_SHOP_HASH",
            "QUARKUS_HTTP_HOST", "QUARKUS_DATASOURCE_JDBC_URL", "QUARKUS_LOG_CATEGORY__DEV_MODERATO__LEVEL",
            "KAFKA_BOOTSTRAP_SERVERS", "GROQ_API_KEY")) {
            assertTrue(known.know(name), name);
        }
        for (var name : List.of("MODERATO_DEADLNE", "MODERATO_GUARDS_TEI_ULR", "MODERATO_LEDGER", "QUARKUS_HTTP_HOTS",
            "QUARKUS_DATASOURCE_JDBC", "KAFKA_BOOTSTRAP_SERVER", "GROQ_KEY", "QUARKUS_PACKAGE_JAR_TYPE")) {
            assertFalse(known.know(name), name);
        }
    }

    @Test
    void theGuardsAreAskedWhereTheProductionOverlaySays() throws IOException {
        var config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
            .withValidateUnknown(false).withMapping(GuardSettings.class)
            .withSources(new EnvConfigSource(KustomizeFolder.at(Manifests.PRODUCTION).literals(), 300),
                new PropertiesConfigSource(Path.of("src/main/resources/application.properties").toUri().toURL(), 250))
            .build();
        var guards = config.getConfigMapping(GuardSettings.class).guards();
        assertEquals(Set.of("llama-guard", "prompt-guard", "safeguard"), guards.keySet());
        assertEquals("tei", guards.get("prompt-guard").dialect().orElseThrow());
        var models = Manifests.examples("models");
        guards.forEach((name, guard) -> assertTrue(isServed(models, guard.url().orElseThrow()), name));
    }

    private static boolean isServed(Manifests models, URI url) {
        return models.of(Service.class).anyMatch(service ->
            url.getHost().equals(service.getMetadata().getName() + "." + service.getMetadata().getNamespace())
                && service.getSpec().getPorts().stream().anyMatch(port -> port.getPort() == url.getPort()));
    }

    @ParameterizedTest
    @EnumSource
    void noSecretIsWrittenDown(Applied applied) throws IOException {
        var manifests = applied.manifests();
        manifests.of(ConfigMap.class).forEach(map -> map.getData().forEach(SettingsTest::isNoSecret));
        KustomizeFolder.below(Manifests.DEPLOY).forEach(folder -> folder.literals().forEach(SettingsTest::isNoSecret));
        manifests.workloads().stream().flatMap(pods -> pods.containers().stream())
            .flatMap(container -> container.getEnv().stream()).filter(variable -> variable.getValue() != null)
            .forEach(variable -> isNoSecret(variable.getName(), variable.getValue()));
    }

    private static void isNoSecret(String name, String value) {
        assertFalse(SECRET_NAME.matcher(name).matches(), name + " belongs in a Secret");
        assertFalse(SECRET_VALUE.matcher(value).matches(), name + " looks like a secret");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "LOCAL")
    void whatIsTakenFromSecretsIsWhatTheReadmeHasOneMake(Applied applied) throws IOException {
        var containers = applied.manifests().workloads().stream().flatMap(pods -> pods.containers().stream())
            .toList();
        var references = containers.stream().flatMap(container -> container.getEnv().stream())
            .map(EnvVar::getValueFrom).filter(Objects::nonNull).map(EnvVarSource::getSecretKeyRef)
            .filter(Objects::nonNull).toList();
        assertFalse(references.isEmpty());
        var made = madeByReadme();
        references.forEach(reference -> assertTrue(made.getOrDefault(reference.getName(), Set.of())
            .contains(reference.getKey()), reference.toString()));
        containers.stream().flatMap(container -> container.getEnvFrom().stream()).map(EnvFromSource::getSecretRef)
            .filter(Objects::nonNull).map(SecretEnvSource::getName)
            .forEach(name -> assertTrue(made.containsKey(name), name));
    }

    /** The keys of each Secret. */
    private static Map<String, Set<String>> madeByReadme() {
        var made = new TreeMap<String, Set<String>>();
        MADE.matcher(KustomizeFolder.text(Manifests.DEPLOY.resolve("README.md"))).results().forEach(command ->
            made.put(command.group(1), KEY.matcher(command.group(2)).results().map(key -> key.group(1))
                .collect(Collectors.toSet())));
        return made;
    }

    @Test
    void secretsAreToldFromSettings() {
        for (var name : List.of("GROQ_API_KEY", "QUARKUS_DATASOURCE_PASSWORD", "KAFKA_SASL_JAAS_CONFIG",
            "MODERATO_KEYS_SHOP_HASH", "QUARKUS_OIDC_CREDENTIALS_SECRET")) {
            assertTrue(SECRET_NAME.matcher(name).matches(), name);
        }
        assertTrue(SECRET_VALUE.matcher("jdbc:postgresql://me:pass@db/moderato").matches());
        assertTrue(SECRET_VALUE.matcher("mod-" + "x".repeat(43)).matches());
        assertFalse(SECRET_VALUE.matcher("http://llama-guard.models:8000/v1").matches());
    }
}
