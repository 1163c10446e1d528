-- The five looks: visits by judgement, households and villages apart. Source: RULEBOOK D.1 (municipal_household, municipal_village).
SELECT look, level,
       count(*) AS visits,
       count(*) FILTER (mark = '合格') AS good,
       count(*) FILTER (mark = '存疑') AS doubtful,
       count(*) FILTER (mark = '不合格') AS bad
FROM (
    SELECT '户' AS level, look, mark FROM
        (UNPIVOT (SELECT look1, look2, look3, look4, look5 FROM municipal_household)
         ON look1, look2, look3, look4, look5 INTO NAME look VALUE mark)
    UNION ALL
    SELECT '村', look, mark FROM
        (UNPIVOT (SELECT look1, look2, look3, look4, look5 FROM municipal_village)
         ON look1, look2, look3, look4, look5 INTO NAME look VALUE mark)
)
GROUP BY look, level
ORDER BY look, level = '村';
