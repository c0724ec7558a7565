// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.RequestToken;
import org.blockgraph.core.options.OptionMap;
import org.blockgraph.core.perm.RoleRule;

/** Calls a driver's open for a node and checks what comes back. */
final class InstanceStarter {

    private final Core core;

    InstanceStarter(Core core) {
        this.core = core;
    }

    /** Opens for a node that existed before. */
    ServedBy resume(Node node, DriverEntry entry, long deadlineNanos) throws BlockException {
        return start(node, entry, null, deadlineNanos);
    }

    /**
     * Opens. The instance is ACTIVE and nobody sees it yet.
     *
     * @param source opens children; null for a node that existed before
     */
    ServedBy start(Node node, DriverEntry entry, NodeOpenContext.ChildSource source, long deadlineNanos)
            throws BlockException {
        OptionMap options = new OptionMap(node.name(), node.options());
        LentTasks tasks = new LentTasks(
                node.name(), node.files(), core.graph(), core.threads(), new NodeVoice(node.name()));
        RequestToken token = core.graph().controlToken("open " + node.name());
        NodeOpenContext context = new NodeOpenContext(node, options, token, tasks, source);
        boolean opened = false;
        try (Visit<Opened> visit =
                new Visit<>(node, token, () -> Opened.by(entry.driver().open(context)))) {
            Opened found = core.calls()
                    .opening(
                            entry,
                            "open " + node.name(),
                            deadlineNanos,
                            visit::giveUp,
                            late -> late.instance().close(),
                            visit::run);
            ServedBy served = check(node, entry, found, tasks, options);
            opened = true;
            return served;
        } finally {
            if (!opened) {
                tasks.end(deadlineNanos);
            }
        }
    }

    /** What a driver says of an instance, asked for in the call that opened it: any call may hang. */
    private record Opened(DriverInstance instance, Limits limits, long length, Map<String, String> details) {

        static Opened by(DriverInstance instance) {
            if (instance == null) {
                return null;
            }
            boolean done = false;
            try {
                Opened opened = new Opened(
                        instance, instance.limits(), instance.length(), Describer.details(instance));
                done = true;
                return opened;
            } finally {
                if (!done) {
                    instance.close();
                }
            }
        }
    }

    private ServedBy check(Node node, DriverEntry entry, Opened opened, LentTasks tasks, OptionMap options)
            throws BlockException {
        if (opened == null) {
            throw fault(node, entry, "open returned nothing");
        }
        DriverInstance instance = opened.instance();
        try {
            // The core's own options of a node count as asked for.
            List.of("driver", "node-name", "read-only").forEach(options::text);
            options.requireAllAsked();
            String complaint = RoleRule.complaint(entry.identity().kind(), node.roles());
            if (complaint != null) {
                throw fault(node, entry, "it " + complaint);
            }
            Limits limits = opened.limits();
            long length = opened.length();
            if (limits == null || length < 0) {
                throw fault(node, entry, "limits " + limits + ", length " + length);
            }
            node.rememberLength(length);
            return new ServedBy(entry, instance, limits, opened.details(), tasks);
        } catch (BlockException | RuntimeException e) {
            close(node, entry, instance);
            throw e instanceof BlockException known ? known : fault(node, entry, e.toString());
        }
    }

    /** Closes an instance that nothing hangs inside of, without I/O; what it throws is only logged. */
    void closeInstance(Node node, ServedBy served) {
        if (node.files().hangs()) {
            core.log().accept(node.name() + ": its driver's instance stays open, and its files do until what"
                    + " hangs inside returns");
        } else {
            close(node, served.driver(), served.instance());
        }
    }

    private void close(Node node, DriverEntry entry, DriverInstance instance) {
        try (Visit<Void> visit = new Visit<>(node, null, () -> {
            instance.close();
            return null;
        })) {
            long deadline = core.patience().callDeadline();
            core.calls().serving(entry, "close " + node.name(), deadline, visit::giveUp, visit::run);
        } catch (BlockException e) {
            core.log().accept("close of " + entry + " failed: " + e.getMessage());
        }
    }

    /** Ends an instance that nobody uses. */
    void discard(Node node, ServedBy served) {
        closeInstance(node, served);
        served.tasks().end(core.patience().callDeadline());
    }

    /** A token whose call hangs is closed by nobody: its thread still has it. */
    static void closeQuietly(RequestToken token) {
        if (!token.abandoned()) {
            token.close();
        }
    }

    private static BlockException fault(Node node, DriverEntry entry, String how) {
        return new BlockException(
                BlockError.DRIVER_FAULT, node.name(), node.name() + ": the driver " + entry + ": " + how);
    }

    /** Carries what a driver says to the log and to listeners. */
    private final class NodeVoice implements LentTasks.Voice {
        private final String node;

        NodeVoice(String node) {
            this.node = node;
        }

        @Override
        public void report(String sentence) {
            core.log().accept(String.valueOf(sentence));
        }

        @Override
        public void corrupted(String sentence) {
            core.events()
                    .post(BlockEvent.Kind.IMAGE_CORRUPTED, node, String.valueOf(sentence));
        }
    }
}
