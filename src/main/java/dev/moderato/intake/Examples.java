package dev.moderato.intake;

/** What the API's description shows. */
final class Examples {

    static final String POST = """
        {"id": "post-42", "content": "I know your route home. Watch your back.",
         "context": {"subject": "u1", "channel": "comments"}}""";

    static final String REPLY = """
        {"content": "First, insert the tension wrench.", "direction": "output",
         "conversation": [{"role": "user", "content": "How do I pick a lock?"}]}""";

    static final String DECISION = """
        {"id": "post-42", "outcome": "block", "hazards": ["S1"],
         "rationale": "block for S1 by harassment: Veiled threat with means.",
         "findings": [{"policy": "harassment", "revision": "sha256:9f86d081", "category": "HR2", "hazard": "S1",
           "outcome": "block", "guards": ["safeguard"], "rationale": "Veiled threat with means."}],
         "assessments": [{"guard": "safeguard", "policy": "harassment", "revision": "sha256:9f86d081",
           "model": "openai/gpt-oss-safeguard-20b", "status": "assessed", "hazards": {}, "categories": ["HR2"],
           "ruleIds": ["HR2.b"], "confidence": "high", "rationale": "Veiled threat with means.", "millis": 412,
           "attempts": 1, "usage": {"promptTokens": 688, "cachedTokens": 512, "completionTokens": 96}}],
         "degraded": false, "direction": "input", "profile": "default", "revision": "sha256:2c26b46b",
         "digest": "sha256:fcde2b2e", "context": {"subject": "u1", "channel": "comments"},
         "decidedAt": "2026-11-24T09:30:00.123456Z"}""";

    private Examples() {
    }
}
