package dev.moderato;

import dev.moderato.modeldouble.ModelDouble;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Binds the three guards to the double: Llama Guard as vLLM serves it, the other two as Groq does; and one more, that
 * no profile names, to Prompt Guard behind TEI. A test has the double in a field of its type.
 */
public class ModelsForTests implements QuarkusTestResourceLifecycleManager {

    private ModelDouble models;

    @Override
    public Map<String, String> start() {
        models = ModelDouble.start();
        return Map.of(
            "moderato.groq.api-key", ModelDouble.KEY,
            "moderato.groq.url", models.url("groq"),
            "moderato.guards.safeguard.price-in", "0.075",
            "moderato.guards.safeguard.price-out", "0.30",
            "moderato.guards.llama-guard.url", models.url("vllm"),
            "moderato.guards.tei.url", models.url("tei"),
            "moderato.guards.tei.dialect", "tei",
            "moderato.guards.tei.model", "prompt-guard");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(models, new TestInjector.MatchesType(ModelDouble.class));
    }

    @Override
    public void stop() {
        models.close();
    }
}
