// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import org.blockgraph.api.info.LockInfo;

/** Shows the graph lock: who writes, who reads, who waits. */
final class LockView {

    private LockView() {}

    static String of(LockInfo lock) {
        StringBuilder text = new StringBuilder();
        text.append("writer: ").append(lock.writer().isEmpty() ? "none" : lock.writer());
        text.append("\nreaders inside: ").append(lock.readers().size());
        text.append("\nreaders asleep behind the writer: ").append(lock.sleepingReaders());
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
            text.append('\n').append(readers(lock));
        }
        return text.toString();
    }

    private static String readers(LockInfo lock) {
        TextTable readers = new TextTable("READER", "CONTEXT", "THREAD");
        StringBuilder stacks = new StringBuilder();
        for (LockInfo.Reader reader : lock.readers()) {
            readers.row(reader.owner(), reader.context(), reader.thread());
            if (!reader.stack().isEmpty()) {
                stacks.append('\n').append(reader.owner()).append(" in ").append(reader.thread()).append(':');
                reader.stack().forEach(frame -> stacks.append("\n    ").append(frame));
            }
        }
        return readers.text() + stacks;
    }
}
