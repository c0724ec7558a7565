// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.WhyInfo;

/** The members of what explains: the lock, its history, checks and states. */
final class ReportJson {

    private ReportJson() {}

    static Map<String, Object> lock(LockInfo lock) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("writer", lock.writer() == null ? null : writer(lock.writer()));
        form.put("global-lock", global(lock.global()));
        form.put("waiting-at-gates", lock.waitingAtGates());
        form.put("orphaned-balance", lock.orphanedBalance());
        form.put("contexts", lock.contexts().stream()
                .map(context -> ordered("name", context.name(), "balance", context.balance()))
                .toList());
        form.put("readers", lock.readers().stream().map(ReportJson::reader).toList());
        form.put("sleeping-readers", lock.sleepingReaders().stream().map(ReportJson::reader).toList());
        return form;
    }

    private static Map<String, Object> writer(LockInfo.Writer writer) {
        Map<String, Object> form = ordered("reason", writer.reason(), "thread", writer.thread());
        form.put("inside", writer.inside());
        form.put("since-ns", writer.sinceNanos());
        form.put("stack", writer.stack());
        return form;
    }

    private static Map<String, Object> global(LockInfo.Global global) {
        Map<String, Object> form = ordered("owner", global.owner().isEmpty() ? null : global.owner(),
                "waiting", global.waiting());
        form.put("stack", global.stack());
        return form;
    }

    private static Map<String, Object> reader(LockInfo.Reader reader) {
        Map<String, Object> form = ordered("owner", reader.owner(), "context", reader.context());
        form.put("thread", reader.thread());
        form.put("since-ns", reader.sinceNanos());
        form.put("abandoned", reader.abandoned());
        form.put("stack", reader.stack());
        return form;
    }

    static Map<String, Object> change(HistoryEntry entry) {
        Map<String, Object> form = ordered("number", entry.number(), "time", entry.time().toString());
        form.put("what", entry.what());
        form.put("outcome", entry.outcome());
        form.put("drained", entry.drained());
        form.put("waited", entry.waited());
        form.put("pause-ns", entry.pauseNanos());
        form.put("write-lock-ns", entry.writeLockNanos());
        form.put("edges", entry.edges());
        return form;
    }

    static Map<String, Object> check(CheckInfo check) {
        Map<String, Object> form = ordered("corruptions", check.corruptions(), "leaks", check.leaks());
        form.put("corruptions-fixed", check.corruptionsFixed());
        form.put("leaks-fixed", check.leaksFixed());
        form.put("allocated-clusters", check.allocated());
        form.put("total-clusters", check.total());
        form.put("messages", check.messages());
        return form;
    }

    static Map<String, Object> why(WhyInfo why) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("subject", why.subject());
        form.put("state", why.state());
        form.put("why", why.sentence());
        form.put("help", why.remedy());
        return form;
    }

    private static Map<String, Object> ordered(String name1, Object value1, String name2, Object value2) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put(name1, value1);
        form.put(name2, value2);
        return form;
    }
}
