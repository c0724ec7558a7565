// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.notices;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * Prints what is logged while the appliance runs: errors of every bundle, and warnings of those whose
 * warnings tell an operator something. Nothing else shows them, since the log keeps no entries.
 */
@Component(service = {}, immediate = true)
public final class LogPrinter implements LogListener {

    /** The launcher prints the framework's own events already. */
    private static final String EVENTS = "Events.";

    private static final String OURS = "org.blockgraph.";
    private static final String DEPLOY_FOLDER = "org.apache.felix.fileinstall";

    private final LogReaderService log;
    private final Notices notices;

    /** Called by the component runtime. */
    @Activate
    public LogPrinter(@Reference LogReaderService log) {
        this(log, Notices.onStandardError());
    }

    LogPrinter(LogReaderService log, Notices notices) {
        this.log = log;
        this.notices = notices;
        log.addLogListener(this);
    }

    /** Called by the component runtime. */
    @Deactivate
    public void stop() {
        log.removeLogListener(this);
    }

    /** Called by the log, on a thread of its own. */
    @Override
    public void logged(LogEntry entry) {
        String bundle = entry.getBundle().getSymbolicName();
        if (entry.getLoggerName().startsWith(EVENTS) || !isWanted(bundle, entry.getLogLevel())) {
            return;
        }
        notices.print(bundle + ": " + text(entry));
    }

    private static boolean isWanted(String bundle, LogLevel level) {
        return LogLevel.ERROR.implies(level)
                || LogLevel.WARN.implies(level) && (bundle.startsWith(OURS) || bundle.equals(DEPLOY_FOLDER));
    }

    /** The message, and whatever its causes say that it does not. */
    private static String text(LogEntry entry) {
        StringBuilder text = new StringBuilder(entry.getMessage());
        for (Throwable cause = entry.getException(); cause != null; cause = cause.getCause()) {
            String reason = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
            if (text.indexOf(reason) < 0) {
                text.append(": ").append(reason);
            }
        }
        return text.toString();
    }
}
