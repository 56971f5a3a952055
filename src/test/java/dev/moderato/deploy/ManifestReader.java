package dev.moderato.deploy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads manifests into the types of their kinds, where a field that these don't know is an error. A kind that isn't
 * listed is one too: so no Secret can be among them.
 */
final class ManifestReader {

    /** No Maven artifact has their types or schemas: of these only the outermost fields are looked at. */
    private static final Set<String> WITHOUT_TYPES = Set.of("postgresql.cnpg.io/v1 Cluster",
        "keda.sh/v1alpha1 ScaledObject", "keda.sh/v1alpha1 TriggerAuthentication");
    private static final Set<String> OUTERMOST = Set.of("apiVersion", "kind", "metadata", "spec");
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
        Map.entry("v1 Namespace", Namespace.class),
        Map.entry("v1 ConfigMap", ConfigMap.class),
        Map.entry("v1 Service", Service.class),
        Map.entry("v1 ServiceAccount", ServiceAccount.class),
        Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
        Map.entry("apps/v1 Deployment", Deployment.class),
        Map.entry("batch/v1 Job", Job.class),
        Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
        Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
        Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
        Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
        Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
        Map.entry("kafka.strimzi.io/v1 Kafka", Kafka.class),
        Map.entry("kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class),
        Map.entry("kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class),
        Map.entry("kafka.strimzi.io/v1 KafkaUser", KafkaUser.class),
        Map.entry("kustomize.config.k8s.io/v1beta1 Kustomization", Kustomization.class),
        Map.entry("kustomize.config.k8s.io/v1alpha1 Component", Kustomization.class));

    private static final ObjectMapper YAML = YAMLMapper.builder()
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build()
        .setAnnotationIntrospector(new WithoutCatchAlls());

    /** The types of the models take up unknown fields as "additional properties"; here they don't. */
    private static final class WithoutCatchAlls extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    private ManifestReader() {
    }

    /** Every document of the text. */
    static List<Object> read(String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            var read = new ArrayList<>();
            while (documents.hasNext()) {
                read.add(typed(documents.next()));
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object typed(JsonNode document) throws IOException {
        var kind = document.path("apiVersion").asText() + " " + document.path("kind").asText();
        if (WITHOUT_TYPES.contains(kind)) {
            return untyped(kind, document);
        }
        if (!TYPES.containsKey(kind)) {
            throw new IllegalArgumentException("unknown kind " + kind);
        }
        withoutDirectives(document);
        return YAML.treeToValue(document, TYPES.get(kind));
    }

    private static GenericKubernetesResource untyped(String kind, JsonNode document) throws IOException {
        document.fieldNames().forEachRemaining(field -> {
            if (!OUTERMOST.contains(field)) {
                throw new IllegalArgumentException("unknown field " + field + " of " + kind);
            }
        });
        var resource = new GenericKubernetesResource();
        resource.setKind(document.get("kind").asText());
        resource.setMetadata(YAML.treeToValue(document.get("metadata"), ObjectMeta.class));
        resource.setAdditionalProperty("spec", YAML.treeToValue(document.get("spec"), Map.class));
        return resource;
    }

    /** What a patch says to Kustomize is no field of the patched. */
    private static void withoutDirectives(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("$patch");
        }
        node.forEach(ManifestReader::withoutDirectives);
    }

    /** The manifests among what was read: everything but Kustomize's own. */
    static List<HasMetadata> manifests(String yaml) {
        return read(yaml).stream().filter(HasMetadata.class::isInstance).map(HasMetadata.class::cast)
            .filter(manifest -> !(manifest instanceof Kustomization)).toList();
    }
}
