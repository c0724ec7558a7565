// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.List;
import org.blockgraph.api.info.LockInfo;

/** Shows the graph lock: who writes, who reads, who waits. */
final class LockView {

    private LockView() {}

    static String of(LockInfo lock) {
        StringBuilder text = new StringBuilder();
        text.append("writer: ").append(lock.writer() == null ? "none" : writer(lock.writer()));
        text.append("\nglobal lock: ").append(global(lock.global()));
        text.append("\nreaders inside: ").append(lock.readers().size());
        text.append("\nreaders asleep behind the writer: ").append(lock.sleepingReaders().size());
        text.append("\nrequests waiting at gates: ").append(lock.waitingAtGates());
        text.append("\norphaned balance: ").append(lock.orphanedBalance());
        if (!lock.contexts().isEmpty()) {
            TextTable contexts = new TextTable("CONTEXT", "BALANCE");
            for (LockInfo.Context context : lock.contexts()) {
                contexts.row(context.name(), context.balance());
            }
            text.append('\n').append(contexts.text());
        }
        if (!lock.readers().isEmpty()) {
            text.append('\n').append(inside(lock.readers()));
        }
        if (!lock.sleepingReaders().isEmpty()) {
            text.append('\n').append(asleep(lock.sleepingReaders()));
        }
        return text.append(stacks(lock)).toString();
    }

    private static String writer(LockInfo.Writer writer) {
        return writer.reason() + " in " + writer.thread() + (writer.inside() ? ", inside" : ", waiting")
                + " for " + HumanTime.ofNanos(writer.sinceNanos());
    }

    private static String global(LockInfo.Global global) {
        String owner = global.owner().isEmpty() ? "free" : "in " + global.owner();
        String waiting = String.join(", ", global.waiting());
        return waiting.isEmpty() ? owner : owner + ", awaited by " + waiting;
    }

    private static String inside(List<LockInfo.Reader> readers) {
        TextTable table = new TextTable("READER", "CONTEXT", "THREAD", "INSIDE FOR AT LEAST");
        for (LockInfo.Reader reader : readers) {
            table.row(reader.owner(), reader.context(), reader.thread(),
                    HumanTime.ofNanos(reader.sinceNanos()) + (reader.abandoned() ? ", abandoned" : ""));
        }
        return table.text();
    }

    private static String asleep(List<LockInfo.Reader> readers) {
        TextTable table = new TextTable("ASLEEP", "CONTEXT", "THREAD", "FOR");
        for (LockInfo.Reader reader : readers) {
            table.row(reader.owner(), reader.context(), reader.thread(),
                    HumanTime.ofNanos(reader.sinceNanos()));
        }
        return table.text();
    }

    private static String stacks(LockInfo lock) {
        StringBuilder text = new StringBuilder();
        if (lock.writer() != null) {
            append(text, lock.writer().reason(), lock.writer().thread(), lock.writer().stack());
        }
        append(text, "global lock", lock.global().owner(), lock.global().stack());
        for (LockInfo.Reader reader : lock.readers()) {
            append(text, reader.owner(), reader.thread(), reader.stack());
        }
        for (LockInfo.Reader reader : lock.sleepingReaders()) {
            append(text, reader.owner(), reader.thread(), reader.stack());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String who, String thread, List<String> stack) {
        if (!stack.isEmpty()) {
            text.append('\n').append(who).append(" in ").append(thread).append(':');
            stack.forEach(frame -> text.append("\n    ").append(frame));
        }
    }
}
