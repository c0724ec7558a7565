// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.NodeServices;

/** What a person tells a node while requests run; the words are those of qemu-io where it has them. */
final class Commands {

    /** How long wait_break waits. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private static final String KNOWN = "break EVENT TAG, resume TAG, remove_break TAG, wait_break TAG, "
            + "inject-error KEY=VALUE..., set-state KEY=VALUE..., suspend KEY=VALUE..., rules, clear";

    private final String node;
    private final Engine engine;
    private final NodeServices services;

    Commands(String node, Engine engine, NodeServices services) {
        this.node = node;
        this.engine = engine;
        this.services = services;
    }

    String run(BlockRequest request, List<String> words) throws BlockException {
        String command = words.getFirst();
        List<String> arguments = words.subList(1, words.size());
        if (RuleText.KEYS.containsKey(command)) {
            engine.add(new RuleText(node, command, fields(arguments)).rule());
            return "";
        }
        switch (command + ' ' + arguments.size()) {
            case "break 2" -> suspendAt(arguments.get(0), arguments.get(1));
            case "resume 1" -> requireSome(engine.resume(arguments.getFirst(), false), arguments.getFirst());
            case "remove_break 1" -> removeBreak(arguments.getFirst());
            case "wait_break 1" -> awaitStopped(request, arguments.getFirst());
            case "clear 0" -> engine.replace(List.of());
            case "rules 0" -> {
                return engine.report();
            }
            default -> throw invalid("'" + String.join(" ", words) + "' is no command; there are " + KNOWN);
        }
        return "";
    }

    private void suspendAt(String event, String tag) throws BlockException {
        engine.add(new RuleText(node, RuleText.SUSPEND, Map.of("event", event, "tag", tag)).rule());
    }

    private void removeBreak(String tag) throws BlockException {
        int breakpoints = engine.removeSuspends(tag);
        requireSome(breakpoints + engine.resume(tag, true), tag);
    }

    private void requireSome(int found, String tag) throws BlockException {
        if (found == 0) {
            throw new BlockException(
                    BlockError.NOT_FOUND, node, node + ": nothing has the tag '" + tag + "'; see rules");
        }
    }

    /** Looks again and again, since the services have no other wait that a drain ends. */
    private void awaitStopped(BlockRequest request, String tag) throws BlockException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!engine.hasStopped(tag)) {
            if (System.nanoTime() - deadline > 0) {
                throw new BlockException(BlockError.TIMED_OUT, node, node + ": no request stopped at '" + tag
                        + "' in " + LONGEST_WAIT.toSeconds() + " s");
            }
            if (!services.pause(request, BlkdebugInstance.LOOK_AGAIN)) {
                throw new BlockException(
                        BlockError.CANCELLED, node, node + ": the wait for '" + tag + "' was ended");
            }
        }
    }

    private Map<String, String> fields(List<String> settings) throws BlockException {
        Map<String, String> fields = new HashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw invalid("'" + setting + "' is not KEY=VALUE");
            }
            fields.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return fields;
    }

    private BlockException invalid(String what) {
        return new BlockException(BlockError.INVALID, node, node + ": " + what);
    }
}
