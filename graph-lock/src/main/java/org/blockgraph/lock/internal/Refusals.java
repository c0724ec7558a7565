// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.GraphLockFactory;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.LockUsageException;
import org.blockgraph.lock.LockUsageException.Rule;

/** What the lock answers to bad use: who, what, and the way out. */
final class Refusals {

    private Refusals() {}

    static LockUsageException upgrade(String lock, String wanted, Hold held) {
        String holder = held + (held.isAbandoned() ? ", which was abandoned," : "");
        return refuse(Rule.UPGRADE, lock(lock) + "thread '" + Thread.currentThread().getName()
                + "' is inside as a reader through " + holder + " and may not take the " + wanted
                + "; release the read first");
    }

    static LockUsageException recursion(String lock, String wanted) {
        return refuse(Rule.WRITER_RECURSION, lock(lock) + "thread '" + Thread.currentThread().getName()
                + "' is the writer already and may not take the " + wanted + " again");
    }

    static LockUsageException writerReads(Hold hold) {
        return refuse(Rule.WRITER_RECURSION, hold + ": thread '" + Thread.currentThread().getName()
                + "' is the writer and needs no read; close the write section first");
    }

    static LockUsageException noGlobalLock(String lock, Thread owner) {
        return refuse(Rule.NO_GLOBAL_LOCK, lock(lock) + "the write lock needs the global lock, which "
                + nameOf(owner)
                + " holds; take the global lock first");
    }

    static LockUsageException globalNotHeld(String lock, Thread owner) {
        return refuse(Rule.NOT_HELD, lock(lock) + "thread '" + Thread.currentThread().getName()
                + "' does not hold the global lock that it releases; " + nameOf(owner) + " holds it");
    }

    static LockUsageException writeHeld(String lock) {
        return refuse(Rule.WRITE_HELD, lock(lock) + "the global lock may not be released by the writer;"
                + " close the write section first");
    }

    static LockUsageException notWriter(String lock, String what, Thread writer) {
        return refuse(Rule.NOT_HELD, lock(lock) + what + " is for the writer only, and thread '"
                + Thread.currentThread().getName() + "' is not; " + nameOf(writer) + " is");
    }

    static LockUsageException sectionClosed(String lock, String reason) {
        return refuse(Rule.NOT_HELD, lock(lock) + "the write section '" + reason + "' is closed already");
    }

    static LockUsageException waitUnderWrite(String lock, String what) {
        return refuse(Rule.WAIT_UNDER_WRITE, lock(lock) + "the writer, thread '"
                + Thread.currentThread().getName() + "', may not wait for " + what
                + "; close the write section first");
    }

    static LockUsageException notInside(Hold hold, Thread last) {
        return refuse(Rule.NOT_HELD, hold + ": released by thread '" + Thread.currentThread().getName()
                + "' without being held; " + nameOf(last) + " entered through it last");
    }

    static LockUsageException stillInside(Hold hold) {
        return refuse(Rule.STILL_HELD, hold + ": closed while it is held or waits; release it first");
    }

    static LockUsageException abandoned(Hold hold) {
        return refuse(Rule.ABANDONED, hold + ": was abandoned and protects nothing; release it first");
    }

    static LockUsageException foreignContext(Hold hold, LockContext where) {
        return refuse(Rule.FOREIGN, hold + ": cannot leave through "
                + (where == null ? "no context" : "context '" + where.name() + "'")
                + ", which does not belong to this lock; name a context of the same lock");
    }

    static LockUsageException lockClosed(String lock) {
        return refuse(Rule.CLOSED, "lock '" + lock + "' is closed");
    }

    static LockUsageException contextClosed(LockContext context) {
        return refuse(Rule.CLOSED, context + " is closed; open another one");
    }

    static LockUsageException lockClosed(String lock, Hold hold) {
        return refuse(Rule.CLOSED, hold + ": lock '" + lock + "' is closed");
    }

    static LockUsageException contextClosed(Hold hold) {
        return refuse(Rule.CLOSED, hold + ": its context is closed; make a hold in another one");
    }

    static LockUsageException holdClosed(Hold hold) {
        return refuse(Rule.CLOSED, hold + " is closed; make another one");
    }

    static LockUsageException factoryClosed() {
        return refuse(Rule.CLOSED, "the factory of graph locks is closed");
    }

    static LockUsageException tooDeep(Hold hold) {
        return limit(hold.toString(), "is nested " + Hold.MAX_DEPTH + " times",
                "release it as often as it is taken");
    }

    static LockUsageException tooManyContexts(String lock) {
        return limit(lock(lock), GraphLock.MAX_CONTEXTS + " contexts are open", "close some");
    }

    static LockUsageException tooManyHolds(LockContext context) {
        return limit(context.toString(), LockContext.MAX_HOLDS + " holds are registered in it, or "
                + GraphLock.MAX_HOLDS + " in all", "close holds that are no longer used");
    }

    static LockUsageException tooManyHooks(String lock) {
        return limit(lock(lock), GraphLock.MAX_QUIESCE_HOOKS + " quiesce hooks are added", "close some");
    }

    static LockUsageException tooManySections(String lock) {
        return limit(lock(lock), GraphLock.MAX_QUIESCE_SECTIONS + " quiesce sections are open", "close some");
    }

    static LockUsageException tooMuchDeferred(String lock) {
        return limit(lock(lock), GraphLock.MAX_DEFERRED + " pieces of work are deferred",
                "split the change into several write sections");
    }

    static LockUsageException tooManyLocks() {
        return limit("the factory of graph locks:", GraphLockFactory.MAX_LOCKS + " locks are open",
                "close some");
    }

    private static LockUsageException limit(String where, String what, String remedy) {
        return refuse(Rule.LIMIT, where.strip() + " " + what + ", which is the most; " + remedy);
    }

    private static String nameOf(Thread thread) {
        return thread == null ? "nobody" : "thread '" + thread.getName() + "'";
    }

    private static String lock(String name) {
        return "lock '" + name + "': ";
    }

    private static LockUsageException refuse(Rule rule, String message) {
        return new LockUsageException(rule, message);
    }
}
