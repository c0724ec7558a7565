// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.util.Set;

/** Something to happen at an event. What changes is guarded by the engine that has the rule. */
sealed class Rule permits Rule.InjectError, Rule.SetState, Rule.Suspend {

    private final String event;
    private final long state;
    private final long nth;
    private long met;

    /**
     * A rule that has met nothing yet.
     *
     * @param event its event, or {@link EventNames#NONE}
     * @param state the state that the engine has to be in; 0 for any
     * @param nth the occurrence from which it acts; 1 for the first
     */
    private Rule(String event, long state, long nth) {
        this.event = event;
        this.state = state;
        this.nth = nth;
    }

    boolean waitsFor(String happened) {
        return event.equals(happened);
    }

    /** Counts an occurrence; returns whether the rule acts on it. */
    boolean meets(long now) {
        return (state == 0 || state == now) && ++met >= nth;
    }

    @Override
    public String toString() {
        return "event=" + event
                + (state == 0 ? "" : " state=" + state)
                + (nth == 1 ? "" : " nth=" + nth + " (met " + met + ")");
    }

    /** Which requests an error is injected into. */
    record Target(Set<IoType> types, long offset, long length) {

        /** In place of an offset: anywhere. */
        static final long ANYWHERE = -1;

        boolean isMetBy(IoType type, long at, long size) {
            boolean overlaps = offset == ANYWHERE || at < offset + length && offset < at + size;
            return types.contains(type) && overlaps;
        }
    }

    /** Lets a request fail, after a part of it where that is said. */
    static final class InjectError extends Rule {
        final Target target;
        final int errno;
        final long transferred;
        final boolean once;
        final boolean immediately;

        InjectError(
                String event, long state, long nth, Target target, int errno, long transferred,
                boolean once, boolean immediately) {
            super(event, state, nth);
            this.target = target;
            this.errno = errno;
            this.transferred = transferred;
            this.once = once;
            this.immediately = immediately;
        }

        @Override
        public String toString() {
            String place = target.offset() == Target.ANYWHERE
                    ? ""
                    : " offset=" + target.offset() + " length=" + target.length();
            String types = String.join(
                    "+", target.types().stream().sorted().map(IoType::text).toList());
            return "inject-error " + super.toString() + " iotype=" + types + " errno=" + errno + place
                    + (transferred == 0 ? "" : " short=" + transferred)
                    + (once ? " once=on" : "")
                    + (immediately ? " immediately=on" : "");
        }
    }

    /** Brings the engine into another state. */
    static final class SetState extends Rule {
        final long newState;

        SetState(String event, long state, long nth, long newState) {
            super(event, state, nth);
            this.newState = newState;
        }

        @Override
        public String toString() {
            return "set-state " + super.toString() + " new_state=" + newState;
        }
    }

    /** Stops the request that tells the event; once. */
    static final class Suspend extends Rule {
        final String tag;

        Suspend(String event, long state, long nth, String tag) {
            super(event, state, nth);
            this.tag = tag;
        }

        @Override
        public String toString() {
            return "suspend " + super.toString() + " tag=" + tag;
        }
    }
}
