package dev.moderato.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be held of a dashboard without a Grafana. */
class DashboardTest {

    private static final int COLUMNS = 24;

    @Test
    void noTwoPanelsHaveOneIdOrOneName() {
        var seen = new HashSet<String>();
        for (var panel : Observability.panels()) {
            assertTrue(seen.add(panel.path("id").asText()), panel.path("id").asText());
            assertTrue(seen.add(panel.path("title").asText()), panel.path("title").asText());
        }
    }

    @Test
    void panelsStandBesideEachOtherAndNotOnEachOther() {
        var taken = new ArrayList<Rectangle>();
        for (var panel : Observability.panels()) {
            var place = place(panel.path("gridPos"));
            assertTrue(place.x >= 0 && place.x + place.width <= COLUMNS && place.height > 0, panel.toString());
            assertTrue(taken.stream().noneMatch(place::intersects), panel.path("title").asText());
            taken.add(place);
        }
    }

    @Test
    void eachPanelHasAUnitAndEachQueryALegend() {
        for (var panel : graphs()) {
            assertFalse(panel.at("/fieldConfig/defaults/unit").asText().isBlank(), panel.path("title").asText());
            assertTrue(panel.path("targets").size() > 0, panel.path("title").asText());
            var refs = new HashSet<String>();
            Observability.each(panel.path("targets")).forEach(target -> {
                assertFalse(target.path("expr").asText().isBlank(), panel.path("title").asText());
                assertFalse(target.path("legendFormat").asText().isBlank(), panel.path("title").asText());
                assertTrue(refs.add(target.path("refId").asText()), panel.path("title").asText());
            });
        }
    }

    @Test
    void aLegendNamesOnlyLabelsThatItsQueryLeaves() {
        var named = Pattern.compile("\\{\\{(\\w+)}}");
        for (var panel : graphs()) {
            Observability.each(panel.path("targets")).forEach(target -> {
                var expression = target.path("expr").asText().replace("$__rate_interval", "5m");
                var grouping = Promql.of(expression).grouping();
                if (expression.contains(" by (")) {
                    assertTrue(named.matcher(target.path("legendFormat").asText()).results()
                        .allMatch(label -> grouping.contains(label.group(1))), target.toString());
                }
            });
        }
    }

    @Test
    void eachVariableInAQueryIsOneOfTheDashboards() {
        var variables = Observability.each(Observability.dashboard().at("/templating/list"))
            .map(variable -> variable.path("name").asText()).toList();
        var used = Pattern.compile("\\$\\{?(\\w+)").matcher(Observability.dashboard().toString()).results()
            .map(found -> found.group(1)).filter(name -> !name.startsWith("__")).distinct().toList();

        assertTrue(variables.containsAll(used), used.toString());
        assertTrue(used.containsAll(variables), variables.toString());
    }

    @Test
    void theConfigMapCarriesTheDashboardWhereGrafanasSidecarLooks() {
        var generator = Observability.text("kustomization.yaml");

        assertTrue(generator.contains("moderato.json=dashboard.json"));
        assertTrue(generator.contains("grafana_dashboard: \"1\""));
        assertEquals("moderato", Observability.dashboard().path("uid").asText());
    }

    private static List<JsonNode> graphs() {
        return Observability.panels().stream().filter(panel -> !panel.path("type").asText().equals("row")).toList();
    }

    private static Rectangle place(JsonNode grid) {
        return new Rectangle(grid.path("x").asInt(-1), grid.path("y").asInt(), grid.path("w").asInt(),
            grid.path("h").asInt());
    }
}
