// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.drivers.throttle.Member.Waiter;

/**
 * Nodes that keep to limits together. What waits goes in turns: the members one after the other, each its own
 * requests in the order of arrival, reads and writes alternating where one limit is for both.
 *
 * <p>A request that has to wait pauses in its node's services, which a drain ends; then all of that node's
 * requests go at once. One request of a node and direction pauses at a time and looks after the others, which
 * wait on conditions. {@link #lock} guards everything and is never held across a pause or a call to a child.
 * As many requests wait as are inside the nodes, of which the core bounds the number.
 */
final class ThrottleGroup {

    /** How often a wait looks again at limits that may have been changed. */
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final String name;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Member> members = new ArrayList<>();

    /** Who was served last in each direction. */
    private final Map<Direction, Member> served = new EnumMap<>(Direction.class);

    private Direction turn = Direction.READ;

    /** Replaced under the lock; read without it to see whether anything is limited at all. */
    private volatile Meter meter;

    /** A group without members and limits, by a clock of nanoseconds. */
    ThrottleGroup(String name, LongSupplier clock) {
        this.name = name;
        this.clock = clock;
        this.meter = new Meter(ThrottleLimits.NONE, clock.getAsLong());
    }

    String name() {
        return name;
    }

    ThrottleLimits limits() {
        return meter.limits();
    }

    /** Takes a member in that does not count yet; refuses limits that are not those of the others. */
    void admit(Member member) throws BlockException {
        lock.lock();
        try {
            for (Member other : members) {
                boolean differ = !other.given().equals(member.given());
                boolean bothGive = other.given().limitAnything() && member.given().limitAnything();
                if (bothGive && differ && !other.node().equals(member.node())) {
                    throw new BlockException(BlockError.INVALID, member.node(), member.node()
                            + ": the throttle group " + name + " is limited otherwise by " + other.node()
                            + "; give the same limits, or none");
                }
            }
            members.add(member);
        } finally {
            lock.unlock();
        }
    }

    /** Lets a member count: its limits, if it gives any, are those of the group from now on. */
    void count(Member member) {
        lock.lock();
        try {
            member.count();
            takeLimits();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the limits that members give; those of several are the same. Without any there are none. */
    private void takeLimits() {
        ThrottleLimits given = ThrottleLimits.NONE;
        for (Member member : members) {
            if (member.counts() && member.given().limitAnything()) {
                given = member.given();
            }
        }
        if (!given.equals(limits())) {
            meter = new Meter(given, clock.getAsLong());
        }
    }

    /** Lets a member go that has no requests, and the limits with the last one that gives them. */
    void remove(Member member) {
        lock.lock();
        try {
            for (Direction direction : Direction.values()) {
                assert member.waiting(direction).isEmpty() : member.node() + " leaves requests behind";
                served.remove(direction, member);
            }
            members.remove(member);
            takeLimits();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the nodes that count, in the order of their coming. */
    List<String> nodes() {
        lock.lock();
        try {
            return members.stream().filter(Member::counts).map(Member::node).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many requests of a node wait. */
    int waiting(Member member, Direction direction) {
        lock.lock();
        try {
            return member.waiting(direction).size();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return members.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a request, after its wait where it may wait; returns false where it would have to. */
    boolean enter(Member member, BlockRequest request, Direction direction, long bytes, boolean mayWait) {
        if (!meter.limits().limit(direction)) {
            return true;
        }
        lock.lock();
        try {
            long now = clock.getAsLong();
            if (!othersGoFirst(direction) && meter.waitNanos(direction, now) == 0) {
                meter.account(direction, bytes, now);
                wasServed(member, direction);
                return true;
            }
            if (mayWait) {
                Waiter waiter = new Waiter(bytes, lock.newCondition());
                member.waiting(direction).add(waiter);
                grantWhatIsDue();
                await(member, waiter, request, direction);
            }
            return mayWait;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a request out again that was not carried out. */
    void refund(Direction direction, long bytes) {
        lock.lock();
        try {
            meter.refund(direction, bytes, clock.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    private boolean othersGoFirst(Direction direction) {
        for (Direction each : Direction.values()) {
            boolean concerns = each == direction || meter.limits().limitBothTogether();
            if (concerns && next(each) != null) {
                return true;
            }
        }
        return false;
    }

    /** Waits, with the lock, which is free meanwhile. An interrupt changes nothing and is kept. */
    private void await(Member member, Waiter waiter, BlockRequest request, Direction direction) {
        boolean interrupted = false;
        while (!waiter.granted) {
            if (member.watched().contains(direction)) {
                waiter.changed.awaitUninterruptibly();
            } else if (!watch(member, request, direction)) {
                boolean byInterrupt = Thread.interrupted();
                interrupted |= byInterrupt;
                if (!byInterrupt) {
                    letGo(member);
                }
            }
        }
        Waiter successor = member.waiting(direction).peek();
        if (successor != null && !member.watched().contains(direction)) {
            successor.changed.signal();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Pauses until the next request of a direction is due, or less; returns false when that was ended. */
    private boolean watch(Member member, BlockRequest request, Direction direction) {
        long nanos = Math.min(meter.waitNanos(direction, clock.getAsLong()), LONGEST_PAUSE_NANOS);
        member.watched().add(direction);
        boolean passed = true;
        lock.unlock();
        try {
            passed = member.services().pause(request, Duration.ofNanos(Math.max(nanos, 1)));
        } finally {
            lock.lock();
            member.watched().remove(direction);
        }
        grantWhatIsDue();
        return passed;
    }

    private void grantWhatIsDue() {
        long now = clock.getAsLong();
        while (true) {
            Direction direction = isDue(turn, now) ? turn : other(turn);
            if (direction != turn && !isDue(direction, now)) {
                return;
            }
            Member member = next(direction);
            grant(member.waiting(direction).poll(), direction, now);
            wasServed(member, direction);
        }
    }

    /** Next time others go first. */
    private void wasServed(Member member, Direction direction) {
        served.put(direction, member);
        turn = other(direction);
    }

    private boolean isDue(Direction direction, long now) {
        return next(direction) != null && meter.waitNanos(direction, now) == 0;
    }

    private static Direction other(Direction direction) {
        return direction == Direction.READ ? Direction.WRITE : Direction.READ;
    }

    /** Returns the member whose turn it is among those that wait, or null. */
    private Member next(Direction direction) {
        int last = members.indexOf(served.get(direction));
        for (int i = 1; i <= members.size(); i++) {
            Member member = members.get((last + i) % members.size());
            if (!member.waiting(direction).isEmpty()) {
                return member;
            }
        }
        return null;
    }

    private void grant(Waiter waiter, Direction direction, long now) {
        meter.account(direction, waiter.bytes, now);
        waiter.granted = true;
        waiter.changed.signal();
    }

    /** A drain overrides limits: whatever of the node waits goes, and counts. */
    private void letGo(Member member) {
        long now = clock.getAsLong();
        for (Direction direction : Direction.values()) {
            while (!member.waiting(direction).isEmpty()) {
                grant(member.waiting(direction).poll(), direction, now);
            }
        }
    }
}
