-- What an overdue lead is: one that waits for an answer after the day it was due, and by how many days. Source: DESIGN 7, issue 5 (4).
CREATE OR REPLACE MACRO days_late(status, due, day) AS
    CASE WHEN status = '待核查' THEN greatest(day::DATE - due, 0)::INTEGER ELSE 0 END;
