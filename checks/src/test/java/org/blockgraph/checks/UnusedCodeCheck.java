// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import java.nio.file.Path;
import java.util.List;
import net.sourceforge.pmd.PMDConfiguration;
import net.sourceforge.pmd.PmdAnalysis;
import net.sourceforge.pmd.lang.LanguageRegistry;
import net.sourceforge.pmd.reporting.Report;

/** Runs PMD with the rules in {@code cnf/pmd.xml}. */
final class UnusedCodeCheck {

    private UnusedCodeCheck() {}

    /**
     * Looks at some files.
     *
     * @param classes the folders with the compiled classes that the files use
     */
    static List<String> of(List<Path> files, List<Path> classes) {
        PMDConfiguration configuration = new PMDConfiguration();
        configuration.setDefaultLanguageVersion(
                LanguageRegistry.PMD.getLanguageById("java").getVersion("25"));
        configuration.setIgnoreIncrementalAnalysis(true);
        classes.forEach(folder -> configuration.prependAuxClasspath(folder.toString()));
        configuration.addRuleSet(Project.ROOT.resolve("cnf/pmd.xml").toString());
        try (PmdAnalysis analysis = PmdAnalysis.create(configuration)) {
            files.forEach(analysis.files()::addFile);
            Report report = analysis.performAnalysisAndCollectReport();
            if (!report.getProcessingErrors().isEmpty() || !report.getConfigurationErrors().isEmpty()) {
                throw new AssertionError("PMD failed: " + report.getProcessingErrors().stream()
                        .map(error -> error.getFileId() + ": " + error.getMsg())
                        .toList() + report.getConfigurationErrors());
            }
            return report.getViolations().stream()
                    .map(found -> Project.name(Path.of(found.getFileId().getAbsolutePath())) + ":"
                            + found.getBeginLine() + ": " + found.getRule().getName() + ": "
                            + found.getDescription())
                    .toList();
        }
    }
}
