package dev.moderato.intake.access;

import dev.moderato.intake.problem.Answers;
import dev.moderato.intake.problem.Problem;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Sees every request first: who calls, whether within the caller's rate, and whether there is room for a submission at
 * all. What it turns away costs no body read.
 */
@ApplicationScoped
class Doorkeeper {

    /** Before everything of ours; Quarkus's CORS and authentication come before it. */
    private static final int FIRST = -10;

    private final Openness openness;
    private final IdentityProviderManager identities;
    private final RequestRates rates;
    private final Admission admission;
    private final Answers answers;

    Doorkeeper(Openness openness, IdentityProviderManager identities, RequestRates rates, Admission admission,
               Answers answers) {
        this.openness = openness;
        this.identities = identities;
        this.rates = rates;
        this.admission = admission;
        this.answers = answers;
    }

    void stand(@Observes Router router) {
        router.route().order(FIRST).handler(this::meet);
    }

    private void meet(RoutingContext call) {
        Answers.setRequestId(call);
        if (isForEverybody(call.normalizedPath())) {
            call.next();
            return;
        }
        var name = call.request().authority();
        if (!openness.isCalledByItsName(name == null ? null : name.host())) {
            answers.send(call, Problem.of(403, "While no keys are configured, only this machine may call, by its name"
                + " localhost."));
            return;
        }
        call.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        call.request().pause();
        QuarkusHttpUser.getSecurityIdentity(call, identities).subscribe().with(identity -> {
            try {
                letIn(call, identity);
            } catch (RuntimeException e) {
                answers.send(call, e);
                return;
            }
            call.request().resume();
            call.next();
        }, failure -> answers.send(call, failure));
    }

    private void letIn(RoutingContext call, SecurityIdentity identity) {
        if (identity == null || identity.isAnonymous()) {
            throw new UnauthorizedException();
        }
        if (!(identity.getPrincipal() instanceof Caller caller)) {
            throw new ForbiddenException();
        }
        caller.at(call);
        rates.count(caller);
        if (call.request().method().equals(HttpMethod.POST)) {
            admission.checkRoom();
        }
    }

    /** Health, descriptions and what Quarkus has below {@code /q}. */
    private static boolean isForEverybody(String path) {
        return path.startsWith("/q/") || path.equals("/q") || path.equals("/health");
    }
}
