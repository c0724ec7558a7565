// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import com.puppycrawl.tools.checkstyle.Checker;
import com.puppycrawl.tools.checkstyle.ConfigurationLoader;
import com.puppycrawl.tools.checkstyle.ConfigurationLoader.IgnoredModulesOptions;
import com.puppycrawl.tools.checkstyle.PropertiesExpander;
import com.puppycrawl.tools.checkstyle.api.AuditEvent;
import com.puppycrawl.tools.checkstyle.api.AuditListener;
import com.puppycrawl.tools.checkstyle.api.CheckstyleException;
import com.puppycrawl.tools.checkstyle.api.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Runs Checkstyle with the rules in {@code cnf/checkstyle.xml}. */
final class FormatCheck implements AuditListener {

    private final List<String> complaints = new ArrayList<>();

    private FormatCheck() {}

    static List<String> of(List<Path> files) throws CheckstyleException {
        Configuration rules = ConfigurationLoader.loadConfiguration(
                Project.ROOT.resolve("cnf/checkstyle.xml").toString(),
                new PropertiesExpander(new Properties()),
                IgnoredModulesOptions.EXECUTE);
        FormatCheck check = new FormatCheck();
        Checker checker = new Checker();
        try {
            checker.setModuleClassLoader(Checker.class.getClassLoader());
            checker.configure(rules);
            checker.addListener(check);
            checker.process(files.stream().map(Path::toFile).toList());
        } finally {
            checker.destroy();
        }
        return check.complaints;
    }

    @Override
    public void addError(AuditEvent event) {
        String rule = event.getModuleId() == null
                ? event.getSourceName().replaceAll(".*\\.|Check$", "")
                : event.getModuleId();
        complaints.add(Project.name(Path.of(event.getFileName())) + ":" + event.getLine() + ": " + rule + ": "
                + event.getMessage());
    }

    @Override
    public void addException(AuditEvent event, Throwable failure) {
        throw new AssertionError(event.getFileName(), failure);
    }

    @Override
    public void auditStarted(AuditEvent event) {
        // Only complaints are of interest.
    }

    @Override
    public void auditFinished(AuditEvent event) {
        // Only complaints are of interest.
    }

    @Override
    public void fileStarted(AuditEvent event) {
        // Only complaints are of interest.
    }

    @Override
    public void fileFinished(AuditEvent event) {
        // Only complaints are of interest.
    }
}
