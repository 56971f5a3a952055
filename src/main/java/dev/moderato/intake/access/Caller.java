package dev.moderato.intake.access;

import io.vertx.ext.web.RoutingContext;
import java.security.Principal;
import java.util.Set;

/**
 * Who calls.
 *
 * @param name of the key, or the token's subject; limits are counted by it
 * @param tenant whose decisions the caller makes and sees
 */
public record Caller(String name, String tenant, Set<String> roles) implements Principal {

    /** Anybody, where no keys are configured. */
    static final Caller ANYBODY = new Caller("anybody", "default", Roles.ALL);

    private static final String KEY = Caller.class.getName();

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Of a request that the doorkeeper let in. */
    public static Caller of(RoutingContext call) {
        return call.get(KEY);
    }

    void at(RoutingContext call) {
        call.put(KEY, this);
    }

    public boolean maySubmit() {
        return roles.contains(Roles.SUBMITTER) || roles.contains(Roles.ADMIN);
    }

    public boolean maySeeReasoning() {
        return roles.contains(Roles.AUDITOR) || roles.contains(Roles.ADMIN);
    }

    @Override
    public String getName() {
        return name;
    }
}
