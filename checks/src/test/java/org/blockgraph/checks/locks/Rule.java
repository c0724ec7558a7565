// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.Optional;
import java.util.Set;

/** What code must not do in a state. */
enum Rule {
    GLOBAL_FROM_IO("I/O calls global state"),
    READ_NEEDED("a read is needed and not held"),
    WRITE_NEEDED("the write lock is needed and not held"),
    GLOBAL_NEEDED("the global lock is needed and not held"),
    NO_LOCK_ALLOWED("is called with a lock held and needs none to be"),
    UPGRADE("a reader takes the global or the write lock"),
    WRITER_AGAIN("the writer takes a lock"),
    NO_GLOBAL("the write lock is taken without the global lock"),
    WRITER_CALLS_OUT("the writer waits or calls out"),
    DECIDER_CALLS_OUT("the holder of the global lock waits or calls out"),
    READER_ON_SOCKET("a reader talks over a socket"),
    READER_LOOKS_UP("a reader calls the framework"),
    NOT_HELD("a lock is given back that is not held"),
    UNBALANCED("a method returns with other locks than it was called with"),
    ASSERTION("an assertion about locks fails");

    private static final Set<Effect> NOT_AS_WRITER = Set.of(Effect.values());
    private static final Set<Effect> NOT_AS_DECIDER = NOT_AS_WRITER;

    private final String sentence;

    Rule(String sentence) {
        this.sentence = sentence;
    }

    /** The rule that a call of a method with an annotation breaks. */
    static Optional<Rule> brokenByNeed(LockState state, Need need) {
        if (state.io() && need.half() == Need.Half.GLOBAL_STATE) {
            return Optional.of(GLOBAL_FROM_IO);
        }
        boolean fits =
                switch (need.lock()) {
                    case ANY -> true;
                    case READ -> state.reads() > 0;
                    case WRITE -> state.write();
                    case GLOBAL -> state.globals() > 0;
                    case NONE -> state.reads() == 0 && !state.write();
                };
        return fits
                ? Optional.empty()
                : Optional.of(
                        switch (need.lock()) {
                            case READ -> READ_NEEDED;
                            case WRITE -> WRITE_NEEDED;
                            case GLOBAL -> GLOBAL_NEEDED;
                            default -> NO_LOCK_ALLOWED;
                        });
    }

    /** The rule that a call with an effect breaks. */
    static Optional<Rule> brokenByEffect(LockState state, Effect effect, Optional<Need> need) {
        if (state.write() && need.isPresent() && need.get().lock() == Need.Lock.WRITE) {
            return Optional.empty();
        }
        if (state.write() && NOT_AS_WRITER.contains(effect)) {
            return Optional.of(WRITER_CALLS_OUT);
        }
        if (state.globals() > 0 && NOT_AS_DECIDER.contains(effect)) {
            return Optional.of(DECIDER_CALLS_OUT);
        }
        if (state.reads() > 0 && effect == Effect.SOCKET) {
            return Optional.of(READER_ON_SOCKET);
        }
        return state.reads() > 0 && effect == Effect.FRAMEWORK
                ? Optional.of(READER_LOOKS_UP)
                : Optional.empty();
    }

    /** The rule that taking a lock breaks, or giving it back. */
    static Optional<Rule> brokenByLock(LockState before, LockCalls call) {
        if (call.asks()) {
            return Optional.empty();
        }
        if (call.gives()) {
            return call.change().apply(before).equals(before) ? Optional.of(NOT_HELD) : Optional.empty();
        }
        if (before.write()) {
            return Optional.of(WRITER_AGAIN);
        }
        LockState after = call.change().apply(before);
        boolean read = after.globals() == before.globals() && !after.write();
        if (before.reads() > 0 && !read) {
            return Optional.of(UPGRADE);
        }
        return after.write() && before.globals() == 0 ? Optional.of(NO_GLOBAL) : Optional.empty();
    }

    @Override
    public String toString() {
        return sentence;
    }
}
