// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.drivers.blkdebug.Rule.InjectError;
import org.blockgraph.drivers.blkdebug.Rule.SetState;
import org.blockgraph.drivers.blkdebug.Rule.Suspend;

/**
 * The rules of one node, and what they have brought about. The monitor guards everything and is held for no
 * wait; without a rule nobody takes it.
 */
final class Engine {

    /** The most rules of a node. */
    static final int MAX_RULES = 1024;

    /** The most threads of which it is known that they told an event; then the oldest is forgotten. */
    private static final int MAX_THREADS = 1024;

    /** A request that is stopped. */
    static final class Stopped {
        private final String tag;
        private boolean resumed;

        private Stopped(String tag) {
            this.tag = tag;
        }
    }

    private final String node;
    private final List<Rule> rules = new ArrayList<>();
    private final List<Stopped> stopped = new ArrayList<>();

    /** The rules that the last event of a thread has armed for what the thread does next. */
    private final Map<Long, Set<InjectError>> armed = new LinkedHashMap<>();

    private long state = 1;

    /** Whether there is no rule; changed with the monitor, read without. */
    private volatile boolean quiet = true;

    Engine(String node) {
        this.node = node;
    }

    boolean isQuiet() {
        return quiet;
    }

    /** Begins anew with other rules. */
    synchronized void replace(List<Rule> others) {
        rules.clear();
        rules.addAll(others);
        armed.clear();
        state = 1;
        quiet = rules.isEmpty();
    }

    synchronized void add(Rule rule) throws BlockException {
        if (rules.size() >= MAX_RULES) {
            throw new BlockException(BlockError.BUSY, node, node + ": there are " + MAX_RULES + " rules");
        }
        rules.add(rule);
        quiet = false;
    }

    private void remove(Rule rule) {
        rules.remove(rule);
        quiet = rules.isEmpty();
    }

    /**
     * An event happens, on the thread that will do what it tells of.
     *
     * @param told whether a format told it; then what earlier ones have armed for the thread is off
     * @return where the request has to stop, or null
     */
    synchronized Stopped happen(String event, boolean told) {
        long before = state;
        List<InjectError> ready = new ArrayList<>();
        Suspend suspends = null;
        for (Rule rule : List.copyOf(rules)) {
            if (!rule.waitsFor(event) || !rule.meets(before)) {
                continue;
            }
            switch (rule) {
                case InjectError error -> ready.add(error);
                case SetState change -> state = change.newState;
                case Suspend suspend -> suspends = suspends == null ? suspend : suspends;
                default -> throw new AssertionError(rule);
            }
        }
        arm(ready, told);
        if (suspends == null) {
            return null;
        }
        remove(suspends);
        Stopped stop = new Stopped(suspends.tag);
        stopped.add(stop);
        return stop;
    }

    private void arm(List<InjectError> ready, boolean anew) {
        long thread = Thread.currentThread().threadId();
        Set<InjectError> all = new LinkedHashSet<>(ready);
        Set<InjectError> before = armed.remove(thread);
        if (before != null && !anew) {
            all.addAll(before);
        }
        if (all.isEmpty()) {
            return;
        }
        if (armed.size() >= MAX_THREADS) {
            Iterator<Long> oldest = armed.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        armed.put(thread, all);
    }

    /** Returns the rule that lets a request of the current thread fail, or null. */
    synchronized InjectError failing(IoType type, long offset, long length) {
        for (Rule rule : List.copyOf(rules)) {
            if (rule instanceof InjectError error && error.target.isMetBy(type, offset, length)) {
                boolean now = error.waitsFor(EventNames.NONE) ? error.meets(state) : disarm(error);
                if (now) {
                    if (error.once) {
                        remove(error);
                    }
                    return error;
                }
            }
        }
        return null;
    }

    private boolean disarm(InjectError error) {
        Set<InjectError> ready = armed.get(Thread.currentThread().threadId());
        return ready != null && ready.remove(error);
    }

    /** Returns the rule that lets a request fail even where it may not wait, without counting; or null. */
    synchronized InjectError failingAtOnce(IoType type, long offset, long length) {
        boolean any = rules.stream().anyMatch(rule -> rule instanceof InjectError error
                && error.immediately
                && error.waitsFor(EventNames.NONE)
                && error.target.isMetBy(type, offset, length));
        return any ? failing(type, offset, length) : null;
    }

    synchronized boolean isStopped(Stopped stop) {
        return !stop.resumed;
    }

    /** The request goes on, whatever the reason. */
    synchronized void goesOn(Stopped stop) {
        stop.resumed = true;
        stopped.remove(stop);
    }

    synchronized boolean hasStopped(String tag) {
        return stopped.stream().anyMatch(stop -> stop.tag.equals(tag));
    }

    /** Lets the request go on that was stopped first, or all of the tag. */
    synchronized int resume(String tag, boolean all) {
        int count = 0;
        for (Stopped stop : List.copyOf(stopped)) {
            if (stop.tag.equals(tag) && (all || count == 0)) {
                goesOn(stop);
                count++;
            }
        }
        return count;
    }

    /** Takes the breakpoints of a tag away; returns how many there were. */
    synchronized int removeSuspends(String tag) {
        int before = rules.size();
        rules.removeIf(rule -> rule instanceof Suspend suspend && suspend.tag.equals(tag));
        quiet = rules.isEmpty();
        return before - rules.size();
    }

    /** Returns the state, the rules and the tags of stopped requests, one a line. */
    synchronized String report() {
        List<String> lines = new ArrayList<>();
        lines.add("state " + state);
        rules.forEach(rule -> lines.add(Objects.toString(rule)));
        stopped.forEach(stop -> lines.add("stopped tag=" + stop.tag));
        return String.join("\n", lines);
    }
}
