package dev.moderato;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.moderato.intake.access.Roles;
import dev.moderato.policy.BrokenPolicyException;
import dev.moderato.policy.PolicyFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has kept decisions judged again, by a service that runs or by one of its own. */
@Command(name = "replay", mixinStandardHelpOptions = true,
    description = {"Judges kept decisions again under a changed policy, or under the models of now, and tells which"
        + " would be other. The kept decisions stay as they are."},
    footer = {"", "The key for --url is taken from the environment: MODERATO_KEY. It needs the role admin.",
        "Exit status: 0 when it was done, 1 when it ended before, 2 when it could not be tried."})
class PolicyReplayCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);

    @Option(names = "--policy", paramLabel = "FILE", description = "the changed or new policy; it counts, also with"
        + " mode: shadow. Without it the policies in force are asked again")
    private Path policy;

    @Option(names = "--profile", defaultValue = "default", description = "whose decisions (${DEFAULT-VALUE})")
    private String profile;

    @Option(names = "--since", required = true, paramLabel = "TIME",
        description = "decisions from then on, such as 2026-11-24T00:00:00Z")
    private OffsetDateTime since;

    @Option(names = "--until", paramLabel = "TIME", description = "decisions before then (now)")
    private OffsetDateTime until;

    @Option(names = "--sample", paramLabel = "N", description = "so many of them, the same every time (all)")
    private Integer sample;

    @Option(names = "--url", description = "of a service that runs; without it, one is started and stopped again")
    private URI url;

    @Option(names = "--tenant", defaultValue = "default",
        description = "whose decisions, of a service that is started (${DEFAULT-VALUE}); elsewhere the key has it")
    private String tenant;

    @Option(names = "--json", description = "print the replay as JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        try {
            var request = request();
            return url != null ? replay(url, Optional.ofNullable(System.getenv("MODERATO_KEY")), request)
                : OwnService.use(tenant, Roles.ADMIN, (service, key) -> replay(service, key, request));
        } catch (BrokenPolicyException | IOException e) {
            return cannot(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private JsonNode request() throws IOException {
        var request = JsonNodeFactory.instance.objectNode().put("profile", profile).put("since", since.toString());
        if (until != null) {
            request.put("until", until.toString());
        }
        if (sample != null) {
            request.put("sample", sample);
        }
        if (policy != null) {
            if (!Files.isRegularFile(policy) || !PolicyFolder.isPolicy(policy)) {
                throw new ParameterException(spec.commandLine(), Files.isRegularFile(policy)
                    ? policy + " is no policy: its name must end with .md" : "There is no file " + policy);
            }
            var bytes = Files.readAllBytes(policy);
            request.putObject("policy").put("id", PolicyFolder.policy(policy, bytes).id())
                .put("text", new String(bytes, StandardCharsets.UTF_8));
        }
        return request;
    }

    private int replay(URI service, Optional<String> key, JsonNode request) throws InterruptedException {
        var client = new ReplayClient(service, key);
        String id;
        try {
            id = client.begin(request).path("id").asText();
        } catch (ReplayClient.RefusedException e) {
            return cannot("The service refuses: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            return cannot("There is no service at " + service + " (" + e + ")");
        }
        var cancelling = new Thread(() -> cancel(client, id), "cancel-replay");
        Runtime.getRuntime().addShutdownHook(cancelling);
        try {
            return watch(client, id);
        } catch (IOException | ReplayClient.RefusedException e) {
            spec.commandLine().getErr().printf("The service is out of sight (%s). Look at /v1/replays/%s there.%n", e,
                id);
            return 1;
        } finally {
            forget(cancelling);
        }
    }

    private int watch(ReplayClient client, String id)
        throws IOException, InterruptedException, ReplayClient.RefusedException {
        JsonNode replay;
        try (var bar = new ProgressBarBuilder().setTaskName("replay").setInitialMax(-1)
            .setStyle(ProgressBarStyle.ASCII).setUnit(" decisions", 1).showSpeed().setUpdateIntervalMillis(500)
            .build()) {
            replay = client.look(id);
            while (replay.path("status").asText().equals("running")) {
                Thread.sleep(POLL.toMillis());
                replay = client.look(id);
                if (replay.has("total")) {
                    bar.maxHint(replay.path("total").longValue());
                }
                bar.stepTo(replay.path("done").longValue());
            }
        }
        if (json) {
            spec.commandLine().getOut().println(replay.toPrettyString());
            spec.commandLine().getOut().flush();
        } else {
            new ReplayPrint(replay, spec.commandLine().getOut()).print();
        }
        return replay.path("status").asText().equals("done") ? 0 : 1;
    }

    private static void cancel(ReplayClient client, String id) {
        try {
            client.cancel(id);
        } catch (IOException | ReplayClient.RefusedException e) {
            System.err.println("The replay " + id + " could not be cancelled: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // we are being stopped, and it runs
        }
    }

    private int cannot(String why) {
        spec.commandLine().getErr().println(why);
        return 2;
    }
}
