package dev.moderato.intake.access;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import java.util.Set;

/** Knows callers by their key. What is no key here may still be a token, which OIDC's mechanism looks at next. */
@ApplicationScoped
class ApiKeyMechanism implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer ";
    /** Where LiteLLM's guardrails send their key. */
    private static final String LITELLMS_HEADER = "x-api-key";

    private final Openness openness;
    private final ApiKeys keys;

    ApiKeyMechanism(Openness openness, ApiKeys keys) {
        this.openness = openness;
        this.keys = keys;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext call, IdentityProviderManager providers) {
        return Uni.createFrom().item(caller(call).map(ApiKeyMechanism::identity).orElse(null));
    }

    private Optional<Caller> caller(RoutingContext call) {
        return openness.isOpen() ? Optional.of(Caller.ANYBODY) : key(call.request()).flatMap(keys::owner);
    }

    private static Optional<String> key(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
            .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .map(header -> header.substring(SCHEME.length()).trim())
            .or(() -> Optional.ofNullable(request.getHeader(LITELLMS_HEADER)));
    }

    private static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder().setPrincipal(caller).addRoles(caller.roles()).build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext call) {
        return Uni.createFrom().item(new ChallengeData(401, HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    /** Before OIDC's, which is a little above the default and refuses what is no token. */
    @Override
    public int getPriority() {
        return 2 * DEFAULT_PRIORITY;
    }
}
