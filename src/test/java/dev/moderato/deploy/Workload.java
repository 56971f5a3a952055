package dev.moderato.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Pods, and the manifest that makes them. */
record Workload(HasMetadata manifest, PodTemplateSpec template) {

    static Stream<Workload> of(HasMetadata manifest) {
        if (manifest instanceof Deployment deployment) {
            return Stream.of(new Workload(manifest, deployment.getSpec().getTemplate()));
        }
        return manifest instanceof Job job ? Stream.of(new Workload(manifest, job.getSpec().getTemplate()))
            : Stream.of();
    }

    String name() {
        return manifest.getMetadata().getName();
    }

    List<Container> containers() {
        return template.getSpec().getContainers();
    }

    boolean isIn(HasMetadata neighbour) {
        return Objects.equals(manifest.getMetadata().getNamespace(), neighbour.getMetadata().getNamespace());
    }

    boolean has(LabelSelector selector) {
        if (!selector.getMatchExpressions().isEmpty()) {
            throw new IllegalArgumentException("expressions aren't understood here: " + selector);
        }
        return has(selector.getMatchLabels());
    }

    boolean has(Map<String, String> labels) {
        return template.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
    }

    boolean hasPort(String name) {
        return containers().stream().flatMap(container -> container.getPorts().stream())
            .anyMatch(port -> port.getName().equals(name));
    }
}
