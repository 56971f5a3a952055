package dev.moderato;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void eachPackageUsesOnlyWhatStandsToItsRight() {
        var classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.moderato");
        layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("start").definedBy("dev.moderato")
            .layer("intake").definedBy("dev.moderato.intake..")
            .layer("decision").definedBy("dev.moderato.decision..")
            .layer("guard").definedBy("dev.moderato.guard..")
            .layer("policy").definedBy("dev.moderato.policy..")
            .whereLayer("start").mayNotBeAccessedByAnyLayer()
            .whereLayer("intake").mayOnlyBeAccessedByLayers("start")
            .whereLayer("decision").mayOnlyBeAccessedByLayers("start", "intake")
            .whereLayer("guard").mayOnlyBeAccessedByLayers("start", "intake", "decision")
            .check(classes);
    }
}
