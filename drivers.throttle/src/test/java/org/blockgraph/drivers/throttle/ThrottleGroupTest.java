// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits, for how long and in which order, by a clock that the test moves. */
@Timeout(60)
final class ThrottleGroupTest {

    private static final long SECOND = 1_000_000_000;
    private static final long TENTH = SECOND / 10;

    /** Ten requests a second; the second one waits, since the slack is one. */
    private static final ThrottleLimits TEN =
            new ThrottleLimits(Map.of(Kind.IOPS_TOTAL, new Rate(10, 0, 1)), 0);

    private final FakeTime time = new FakeTime();
    private final ThrottleGroups groups = new ThrottleGroups(time::now);
    private final FakeTime.Services services = time.new Services();
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();
    private final List<Member> joined = new ArrayList<>();

    @AfterEach
    void nothingWaits() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(20_000);
            assertFalse(thread.isAlive(), thread + " still waits");
        }
    }

    private Member join(String group, String node, ThrottleLimits given) throws BlockException {
        return join(group, node, services, given);
    }

    private Member join(String group, String node, FakeTime.Services lent, ThrottleLimits given)
            throws BlockException {
        Member member = groups.join(group, node, lent, given);
        member.group().count(member);
        joined.add(member);
        return member;
    }

    private static boolean tries(Member member, Direction direction) {
        return member.group().enter(member, null, direction, 1, false);
    }

    /** Pours as much as goes without a wait. */
    private static void fill(Member member) {
        while (tries(member, Direction.READ)) {
            assertTrue(member.group().limits().limit(Direction.READ), "nothing would ever wait");
        }
    }

    /** Starts a request that has to wait, and returns once it does. */
    private Thread waits(Member member, Direction direction, String name) throws InterruptedException {
        int before = waiting(member, direction);
        Thread thread = Thread.ofPlatform().name(name).start(() -> {
            member.group().enter(member, null, direction, 1, true);
            served.add(name + (Thread.currentThread().isInterrupted() ? " interrupted" : ""));
        });
        threads.add(thread);
        time.awaitThat(() -> waiting(member, direction) == before + 1, name + " to wait");
        return thread;
    }

    private static int waiting(Member member, Direction direction) {
        return member.group().waiting(member, direction);
    }

    private void awaitServed(int count) throws InterruptedException {
        time.awaitThat(() -> served.size() >= count, count + " served requests, of " + served);
    }

    @Test
    void haveTimer() throws Exception {
        Member member = join("g", "a", TEN);
        time.awaitPausing(0);
        fill(member);
        waits(member, Direction.READ, "r");
        time.awaitPausing(1);
        time.pass(TENTH);
        awaitServed(1);
        time.awaitPausing(0);
    }

    @Test
    void aRequestWaitsAsLongAsItHasToAndNoLonger() throws Exception {
        Member member = join("g", "a", TEN);
        fill(member);
        waits(member, Direction.WRITE, "w");
        time.awaitPausing(1);
        time.pass(TENTH - 1000);
        assertEquals(List.of(), served);
        time.pass(1000);
        awaitServed(1);
    }

    @Test
    void nowaitHasNoEffect() throws Exception {
        Member member = join("g", "a", TEN);
        fill(member);
        for (int i = 0; i < 1000; i++) {
            assertFalse(tries(member, Direction.READ));
        }
        time.pass(TENTH);
        assertTrue(tries(member, Direction.READ), "requests that did not wait were counted");
    }

    @Test
    void nobodyOvertakesWhoWaits() throws Exception {
        Member member = join("g", "a", TEN);
        fill(member);
        waits(member, Direction.READ, "r");
        assertFalse(tries(member, Direction.READ));
        assertFalse(tries(member, Direction.WRITE), "one limit is for both");
        time.pass(TENTH);
        awaitServed(1);
    }

    @Test
    void anUnlimitedDirectionNeverWaits() throws Exception {
        Member member =
                join("g", "a", new ThrottleLimits(Map.of(Kind.IOPS_READ, new Rate(10, 0, 1)), 0));
        fill(member);
        waits(member, Direction.READ, "r");
        for (int i = 0; i < 100; i++) {
            assertTrue(tries(member, Direction.WRITE));
        }
        time.pass(TENTH);
        awaitServed(1);
    }

    @Test
    void requestsOfANodeGoInTheOrderOfTheirArrival() throws Exception {
        Member member = join("g", "a", TEN);
        fill(member);
        for (int i = 0; i < 5; i++) {
            waits(member, Direction.READ, "r" + i);
        }
        passUntilServed(5);
        assertEquals(List.of("r0", "r1", "r2", "r3", "r4"), served);
    }

    /** One node keeps four requests waiting, the other two: they are served in turns. */
    @Test
    void membersOfAGroupAreServedInTurns() throws Exception {
        Member first = join("g", "a", TEN);
        Member second = join("g", "b", time.new Services(), ThrottleLimits.NONE);
        fill(first);
        for (int i = 0; i < 4; i++) {
            waits(first, Direction.READ, "a" + i);
        }
        waits(second, Direction.READ, "b0");
        waits(second, Direction.READ, "b1");
        passUntilServed(6);
        assertEquals(List.of("b0", "a0", "b1", "a1", "a2", "a3"), served);
    }

    @Test
    void readsAndWritesAlternate() throws Exception {
        Member member = join("g", "a", TEN);
        fill(member);
        for (int i = 0; i < 3; i++) {
            waits(member, Direction.READ, "r" + i);
        }
        for (int i = 0; i < 3; i++) {
            waits(member, Direction.WRITE, "w" + i);
        }
        passUntilServed(6);
        assertEquals(List.of("w0", "r0", "w1", "r1", "w2", "r2"), served);
    }

    /** One request of each node and direction that has any waiting pauses. */
    private int queues() {
        int queues = 0;
        for (Member member : joined) {
            for (Direction direction : Direction.values()) {
                queues += waiting(member, direction) > 0 ? 1 : 0;
            }
        }
        return queues;
    }

    private void passUntilServed(int count) throws InterruptedException {
        while (served.size() < count) {
            int before = served.size();
            time.awaitPausing(queues());
            time.pass(TENTH);
            awaitServed(before + 1);
        }
    }

    @Test
    void aDrainEndsEveryWaitOfItsNodeAtOnce() throws Exception {
        FakeTime.Services drained = time.new Services();
        Member first = join("g", "a", drained, TEN);
        Member second = join("g", "b", TEN);
        fill(first);
        for (int i = 0; i < 8; i++) {
            waits(first, i % 2 == 0 ? Direction.READ : Direction.WRITE, "a" + i);
        }
        waits(second, Direction.READ, "b");
        drained.drain(true);
        awaitServed(8);
        assertFalse(served.contains("b"), "the drain of one node let another's request go");
        assertFalse(tries(second, Direction.READ), "what the drain let go was not counted");
        drained.drain(false);
        time.awaitPausing(1);
        time.pass(SECOND);
        awaitServed(9);
    }

    @Test
    void anInterruptEndsNoWaitAndIsKept() throws Exception {
        Member member = join("g", "a", TEN);
        fill(member);
        Thread first = waits(member, Direction.READ, "r0");
        Thread second = waits(member, Direction.READ, "r1");
        time.awaitBegun(1);
        first.interrupt();
        second.interrupt();
        time.awaitBegun(2);
        time.awaitPausing(1);
        time.pass(TENTH - 1000);
        assertEquals(List.of(), served);
        time.pass(1000);
        awaitServed(1);
        passUntilServed(2);
        assertEquals(List.of("r0 interrupted", "r1 interrupted"), served);
    }

    @Test
    void whatWasNotCarriedOutIsNotPaid() throws Exception {
        Member member = join("g", "a", TEN);
        fill(member);
        member.group().refund(Direction.READ, 1);
        assertTrue(tries(member, Direction.WRITE));
        assertFalse(tries(member, Direction.WRITE));
    }

    @Test
    void groups() throws Exception {
        ThrottleLimits limits = new ThrottleLimits(
                Map.of(Kind.BPS_READ, new Rate(500_000, 0, 1), Kind.IOPS_WRITE, new Rate(12_000, 0, 1)), 0);
        Member first = join("bar", "a", limits);
        Member second = join("foo", "b", TEN);
        Member third = join("bar", "c", ThrottleLimits.NONE);
        assertSame(first.group(), third.group());
        assertNotSame(first.group(), second.group());
        assertEquals("bar", first.group().name());
        assertEquals("foo", second.group().name());
        assertEquals(List.of("a", "c"), third.group().nodes());
        assertEquals(limits, third.group().limits(), "the limits of one are those of all");

        BlockException refused = assertThrows(BlockException.class, () -> join("bar", "d", TEN));
        assertEquals(BlockError.INVALID, refused.error());
        assertTrue(refused.getMessage().contains("d: the throttle group bar is limited otherwise by a"),
                refused.getMessage());
        assertEquals(List.of("a", "c"), third.group().nodes());

        groups.leave(first);
        assertEquals(ThrottleLimits.NONE, third.group().limits(), "nobody gives limits any more");
        join("bar", "e", TEN);
        assertEquals(TEN, third.group().limits());
        groups.leave(second);
        assertNotSame(second.group(), join("foo", "f", TEN).group(), "a group outlived its members");
    }

    @Test
    void limitsCanBeChangedByWhoGaveThem() throws Exception {
        Member before = join("g", "a", TEN);
        Member other = join("g", "b", ThrottleLimits.NONE);
        ThrottleLimits twenty = new ThrottleLimits(Map.of(Kind.IOPS_TOTAL, new Rate(20, 0, 1)), 0);
        Member after = groups.join("g", "a", services, twenty);
        assertEquals(TEN, other.group().limits(), "a member that does not count yet changed the limits");
        assertEquals(List.of("a", "b"), other.group().nodes());
        after.group().count(after);
        groups.leave(before);
        assertEquals(twenty, other.group().limits());
        assertEquals(List.of("b", "a"), other.group().nodes());
        Member last = groups.join("g", "a", services, ThrottleLimits.NONE);
        last.group().count(last);
        groups.leave(after);
        assertEquals(ThrottleLimits.NONE, other.group().limits());
    }
}
