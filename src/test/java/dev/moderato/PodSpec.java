package dev.moderato;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;

/** What {@code deploy/base} says of the pod that the service runs in. */
final class PodSpec {

    private static final Path BASE = Path.of("deploy/base");

    private final Map<String, ?> pod;
    private final Map<String, ?> container;

    private PodSpec(Map<String, ?> pod) {
        this.pod = pod;
        this.container = list(pod, "containers").get(0);
    }

    static PodSpec read() throws IOException {
        return new PodSpec(map(map(map(yaml("deployment.yaml"), "spec"), "template"), "spec"));
    }

    /**
     * The container's environment.
     *
     * @param secrets the values of each secret by its name; one that isn't here must be optional
     */
    Map<String, String> environment(Map<String, Map<String, String>> secrets) throws IOException {
        var environment = new LinkedHashMap<String, String>();
        for (var source : list(container, "envFrom")) {
            if (source.containsKey("configMapRef")) {
                environment.putAll(literals((String) map(source, "configMapRef").get("name")));
            } else {
                environment.putAll(secret(map(source, "secretRef"), secrets).orElse(Map.of()));
            }
        }
        for (var variable : list(container, "env")) {
            var name = (String) variable.get("name");
            if (variable.containsKey("value")) {
                environment.put(name, (String) variable.get("value"));
            } else {
                var reference = map(map(variable, "valueFrom"), "secretKeyRef");
                secret(reference, secrets).map(values -> values.get(reference.get("key")))
                    .ifPresent(value -> environment.put(name, value));
            }
        }
        return environment;
    }

    /** Between SIGTERM and SIGKILL. */
    int secondsToStop() {
        var preStop = map(map(map(container, "lifecycle"), "preStop"), "sleep");
        return (int) pod.get("terminationGracePeriodSeconds") - (int) preStop.get("seconds");
    }

    /** The user and the group that it runs as. */
    String user() {
        var context = map(pod, "securityContext");
        return context.get("runAsUser") + ":" + context.get("runAsGroup");
    }

    /** Of {@code /tmp}, as {@code mount} wants it. */
    String tmpSize() {
        var tmp = list(pod, "volumes").stream().filter(volume -> volume.get("name").equals("tmp")).findFirst();
        return ((String) map(tmp.orElseThrow(), "emptyDir").get("sizeLimit")).replace("Mi", "m");
    }

    private static Optional<Map<String, String>> secret(Map<String, ?> reference,
                                                        Map<String, Map<String, String>> secrets) {
        var values = secrets.get(reference.get("name"));
        if (values == null && !Boolean.TRUE.equals(reference.get("optional"))) {
            throw new IllegalStateException("the manifest wants a secret: " + reference);
        }
        return Optional.ofNullable(values);
    }

    private static Map<String, String> literals(String configMap) throws IOException {
        var values = new LinkedHashMap<String, String>();
        list(yaml("kustomization.yaml"), "configMapGenerator").stream()
            .filter(generator -> generator.get("name").equals(configMap))
            .flatMap(generator -> ((List<?>) generator.get("literals")).stream())
            .map(literal -> ((String) literal).split("=", 2))
            .forEach(literal -> values.put(literal[0], literal[1]));
        return values;
    }

    private static Map<String, ?> yaml(String file) throws IOException {
        return new Yaml().load(Files.readString(BASE.resolve(file)));
    }

    private static Map<String, ?> map(Map<String, ?> parent, String key) {
        return asMap(parent.get(key));
    }

    private static List<Map<String, ?>> list(Map<String, ?> parent, String key) {
        return ((List<?>) parent.get(key)).stream().<Map<String, ?>>map(PodSpec::asMap).toList();
    }

    private static Map<String, ?> asMap(Object value) {
        var map = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) value).forEach((key, item) -> map.put((String) key, item));
        return map;
    }
}
