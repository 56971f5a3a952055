package dev.moderato.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The examples of what stands beside the service fit it, and its network policies let it reach them. */
class NeighboursTest {

    private static final Manifests KAFKA = Manifests.examples("kafka");
    private static final GenericKubernetesResource DATABASE =
        Manifests.examples("postgresql").of(GenericKubernetesResource.class).findFirst().orElseThrow();

    @Test
    void theTopicsAreTheServices() {
        assertEquals(Set.of(setting("submissions"), setting("decisions"), setting("dead-letters")),
            KAFKA.of(KafkaTopic.class).map(topic -> topic.getMetadata().getName()).collect(Collectors.toSet()));
    }

    @Test
    void theServicesUserMayDoWhatItDoesAndNoMore() {
        var user = KAFKA.of(KafkaUser.class).filter(one -> one.getMetadata().getName().equals("moderato"))
            .findFirst().orElseThrow();
        var rules = ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls().stream()
            .collect(Collectors.toMap(rule -> rule.getResource() instanceof AclRuleTopicResource topic
                ? topic.getName() : ((AclRuleGroupResource) rule.getResource()).getName(),
                rule -> rule.getOperations().toString()));
        assertEquals(Map.of(setting("submissions"), "[READ, DESCRIBE]", setting("group"), "[READ, DESCRIBE]",
            setting("decisions"), "[WRITE, DESCRIBE]", setting("dead-letters"), "[WRITE, DESCRIBE]"), rules);
    }

    @Test
    void everyPodCanHaveAPartition() {
        var pods = Manifests.written(Manifests.PRODUCTION).of(HorizontalPodAutoscaler.class).findFirst().orElseThrow()
            .getSpec().getMaxReplicas();
        var submissions = KAFKA.of(KafkaTopic.class)
            .filter(topic -> topic.getMetadata().getName().equals(setting("submissions"))).findFirst().orElseThrow();
        assertTrue(submissions.getSpec().getPartitions() >= pods);
        assertEquals(pods, scaledObject().<Integer>get("spec", "maxReplicaCount"));
    }

    @Test
    void theDatabaseHasRoomForTheConnectionsOfAllPods() {
        var pods = 1 + Manifests.written(Manifests.PRODUCTION).of(HorizontalPodAutoscaler.class).findFirst()
            .orElseThrow().getSpec().getMaxReplicas();
        var each = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.max-size", Integer.class);
        var room = Integer.parseInt(DATABASE.get("spec", "postgresql", "parameters", "max_connections"));
        assertTrue(pods * each < room, pods + " pods with " + each + " connections");
    }

    @Test
    void kedaLooksAtTheGroupAndTheTopicThatTheServiceReads() {
        var kafka = scaledObject().<Map<String, String>>get("spec", "triggers", 0, "metadata");
        assertEquals(setting("submissions"), kafka.get("topic"));
        assertEquals(setting("group"), kafka.get("consumerGroup"));
        assertEquals(settings().get("KAFKA_BOOTSTRAP_SERVERS"), kafka.get("bootstrapServers"));
    }

    @Test
    void theNetworkPoliciesLetTheServiceReachItsNeighbours() {
        assertEquals(Map.of("cnpg.io/cluster", DATABASE.getMetadata().getName()),
            peer("base/networkpolicies.yaml", "moderato-to-database", 5432).getPodSelector().getMatchLabels());

        var kafka = KAFKA.of(Kafka.class).findFirst().orElseThrow();
        var listener = kafka.getSpec().getKafka().getListeners().get(0);
        var broker = peer("components/kafka/networkpolicy.yaml", "moderato-to-broker", listener.getPort());
        assertEquals(Map.of("strimzi.io/cluster", kafka.getMetadata().getName()),
            broker.getPodSelector().getMatchLabels());
        assertEquals(namespace(kafka.getMetadata().getNamespace()), broker.getNamespaceSelector().getMatchLabels());
        assertEquals(kafka.getMetadata().getName() + "-kafka-bootstrap." + kafka.getMetadata().getNamespace() + ":"
            + listener.getPort(), settings().get("KAFKA_BOOTSTRAP_SERVERS"));

        Manifests.examples("models").workloads().forEach(model -> model.containers().get(0).getPorts().forEach(port ->
            assertEquals(namespace(model.manifest().getMetadata().getNamespace()),
                peer("base/networkpolicies.yaml", "moderato-to-models", port.getContainerPort())
                    .getNamespaceSelector().getMatchLabels())));
    }

    private static NetworkPolicyPeer peer(String file, String policy, int port) {
        return ManifestReader.manifests(KustomizeFolder.text(Manifests.DEPLOY.resolve(file))).stream()
            .filter(manifest -> manifest.getMetadata().getName().equals(policy)).map(NetworkPolicy.class::cast)
            .flatMap(manifest -> manifest.getSpec().getEgress().stream())
            .filter(rule -> rule.getPorts().stream().anyMatch(one -> one.getPort().equals(new IntOrString(port))))
            .flatMap(rule -> rule.getTo().stream()).findFirst().orElseThrow();
    }

    private static Map<String, String> namespace(String name) {
        return Map.of("kubernetes.io/metadata.name", name);
    }

    private static GenericKubernetesResource scaledObject() {
        return (GenericKubernetesResource) ManifestReader.manifests(
            KustomizeFolder.text(Manifests.DEPLOY.resolve("components/keda/scaledobject.yaml"))).get(0);
    }

    private static Map<String, String> settings() {
        return KustomizeFolder.at(Manifests.DEPLOY.resolve("components/kafka")).literals();
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue("moderato.kafka." + name, String.class);
    }
}
