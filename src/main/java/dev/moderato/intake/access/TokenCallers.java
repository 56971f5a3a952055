package dev.moderato.intake.access;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Makes callers of tokens. One without a tenant, or with none of our roles, stays a stranger: it is answered 403. */
@ApplicationScoped
class TokenCallers implements SecurityIdentityAugmentor {

    private final String tenantClaim;

    TokenCallers(AccessSettings settings) {
        this.tenantClaim = settings.oidc().tenantClaim();
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.getPrincipal() instanceof JsonWebToken token
            && token.getClaim(tenantClaim) instanceof String tenant && !tenant.isBlank()) {
            var roles = new HashSet<>(identity.getRoles());
            roles.retainAll(Roles.ALL);
            return Uni.createFrom().item(QuarkusSecurityIdentity.builder(identity)
                .setPrincipal(new Caller(tenant + "/" + token.getSubject(), tenant, roles)).build());
        }
        return Uni.createFrom().item(identity);
    }
}
